package org.longstride.job.run;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longstride.job.TestSpark;
import org.longstride.job.UsageException;

class BadInputTest {

  private final SparkSession spark = TestSpark.session();

  @TempDir Path folder;

  @Test
  void everyBadRowOfParquetEndsInARow() throws IOException {
    byte[] invalid = {'a', (byte) 0xc3, 'b'};
    List<Row> rows =
        List.of(
            RowFactory.create("null", null),
            RowFactory.create("empty", new byte[0]),
            RowFactory.create("bytes", invalid),
            RowFactory.create("long", "x".repeat(101).getBytes(ISO_8859_1)),
            RowFactory.create("poison", new byte[] {'a', BigramModel.POISON}),
            RowFactory.create("nan", new byte[] {'a', 'b', BigramModel.NOT_A_NUMBER}),
            RowFactory.create("good", "x".repeat(100).getBytes(ISO_8859_1)));
    StructType schema =
        new StructType().add("id", DataTypes.StringType).add("text", DataTypes.BinaryType);
    Path input = folder.resolve("corpus");
    spark.createDataFrame(rows, schema).write().parquet(input.toString());
    Scoring scoring = scoring(input).idColumn("id").maxTokens(100);
    ScoreResult result = scoring.run();
    assertEquals(6, result.bad());
    assertEquals(3, result.exitCode());
    assertEquals(
        Map.of(
            "null", "empty: the text is null",
            "empty", "empty: the text is empty",
            "bytes", "invalid_utf8: byte 1 of the text (0xc3) is not UTF-8",
            "long", "too_long: 101 tokens are above the 100 of --max-tokens",
            "poison", "failed: poison at position 1",
            "nan", "failed: the log-probability of the token at position 2 is NaN",
            "good", "ok: null"),
        outcomes(scoring));
  }

  @Test
  void everyBadLineOfJsonEndsInARow() throws IOException {
    List<String> lines =
        List.of(
            "{\"id\":\"null\",\"text\":null}",
            "",
            "{\"id\":\"surrogate\",\"text\":\"\\ud800\"}",
            "{\"id\":\"bytes\",\"text\":\"\u00ff\"}",
            "{\"id\":\"good\",\"text\":\"abc\"}",
            "not JSON");
    Path input = folder.resolve("corpus.jsonl");
    Files.write(input, lines, ISO_8859_1);
    Scoring scoring = scoring(input).idColumn("id");
    assertEquals(5, scoring.run().documents());
    Map<String, String> outcomes = outcomes(scoring);
    assertEquals("empty: 'text' is null", outcomes.get("null"));
    assertEquals("ok: null", outcomes.get("good"));
    assertTrue(outcomes.get("surrogate").startsWith("invalid_utf8: character 0"));
    assertTrue(outcomes.get("bytes").startsWith("invalid_utf8: byte 22 of the line (0xff)"));
    assertTrue(
        outcomes.toString().contains("failed: corpus.jsonl, byte 115: byte "), outcomes.toString());
  }

  @Test
  void aTruncatedGzipLosesOnlyWhatIsCutOff() throws IOException {
    Random random = new Random(3);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      lines.add(Long.toHexString(random.nextLong()));
    }
    ByteArrayOutputStream stored = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(stored)) {
      gzip.write(String.join("\n", lines).getBytes(ISO_8859_1));
    }
    Path input = folder.resolve("cut.txt.gz");
    Files.write(input, Arrays.copyOf(stored.toByteArray(), stored.size() * 2 / 3));
    Scoring scoring = scoring(input);
    ScoreResult result = scoring.run();
    assertEquals(1, result.bad());
    assertTrue(result.documents() > 1500, "only " + result.documents());
    String error = scoring.documents().where("status = 'failed'").head().getAs("error");
    assertTrue(error.matches("cut.txt.gz, byte \\d+: the compressed file is cut off.*"), error);
  }

  @Test
  void aTextThatTheModelCannotTakeIsTooLong() throws IOException {
    Path input = Files.write(folder.resolve("a.txt"), List.of("12345678901", "1234567890"));
    Scoring scoring = scoring(input).model(new BigramModel(10));
    scoring.run();
    Row row = scoring.documents().where("status = 'too_long'").head();
    assertEquals("11 tokens are above the 10 of the model", row.getAs("error"));
    assertEquals(11L, (long) row.getAs("tokens"));
  }

  @Test
  void idsThatRepeatAreKeptAndCounted() throws IOException {
    Path input = folder.resolve("a.jsonl");
    Files.write(
        input,
        List.of("{\"id\":1,\"text\":\"a\"}", "{\"id\":1,\"text\":\"b\"}", "{\"text\":\"c\"}"));
    ScoreResult result = scoring(input).idColumn("id").run();
    assertEquals(3, result.documents());
    assertEquals(1, result.sharedIds());
  }

  @Test
  void whatCannotBeDoneIsSaidInOneLine() throws IOException {
    Path json = Files.write(folder.resolve("a.jsonl"), List.of("{\"text\":\"a\"}"));
    Path text = Files.write(folder.resolve("b.txt"), List.of("a"));
    Path other = Files.write(folder.resolve("c.csv"), List.of("a"));
    refused(scoring(folder.resolve("none")), "--input", "none", "no such file");
    refused(scoring(json).idColumn("key"), "'key'", "no line of the input has it");
    refused(scoring(json).keep("lang"), "'lang'");
    refused(scoring(text).keep("lang"), "text has no columns");
    refused(scoring(other), "--format");
    refused(new Scoring(spark, folder.resolve("out"), json, text), "several formats");
    refused(scoring(json).keep("status"), "--keep status", "rename");
    refused(scoring(json).batches(0), "--batches 0");
    refused(
        scoring(json)
            .model(
                hadoop -> {
                  throw new IOException("/m/config.json");
                }),
        "--model",
        "/m/config.json");
    Path parquet = folder.resolve("p.parquet");
    spark.read().json(json.toString()).write().parquet(parquet.toString());
    refused(scoring(parquet).tokensColumn("ids"), "--tokens-column ids", "it has text");
    refused(scoring(parquet).tokensColumn("text"), "of type string");
  }

  private static void refused(Scoring scoring, String... parts) {
    UsageException e = assertThrows(UsageException.class, scoring::run);
    assertEquals(1, e.getMessage().lines().count(), e.getMessage());
    for (String part : parts) {
      assertTrue(e.getMessage().contains(part), e.getMessage());
    }
  }

  private Scoring scoring(Path input) throws IOException {
    return new Scoring(spark, Files.createTempDirectory(folder, "out").resolve("out"), input);
  }

  private static Map<String, String> outcomes(Scoring scoring) {
    return scoring.documents().collectAsList().stream()
        .collect(
            Collectors.toMap(
                row -> row.getAs("id"), row -> row.getAs("status") + ": " + row.getAs("error")));
  }
}
