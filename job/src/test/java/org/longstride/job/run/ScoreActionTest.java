package org.longstride.job.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longstride.job.TestSpark;
import org.longstride.job.UsageException;
import org.longstride.job.corpus.CorpusFormat;

class ScoreActionTest {

  private static final List<String> LINES =
      List.of(
          "{\"id\":\"a\",\"text\":\"the first\",\"lang\":\"en\",\"year\":1999}",
          "{\"id\":\"b\",\"text\":\"das zweite ist länger\",\"lang\":\"de\",\"year\":2000}",
          "{\"id\":\"c\",\"text\":\"x\",\"lang\":\"en\",\"year\":2001.5}",
          "{\"id\":\"d\",\"text\":\"la troisième\",\"lang\":null,\"year\":null}");

  private final SparkSession spark = TestSpark.session();

  @TempDir Path folder;

  @Test
  void likelihoodsAgreeWithTheirDefinitions() throws IOException {
    Scoring scoring = scoring(jsonLines()).idColumn("id").keep("year", "lang");
    ScoreResult result = scoring.run();
    assertEquals(4, result.documents());
    assertEquals(0, result.exitCode());
    Row row = scoring.documents().where("id = 'b'").head();
    int[] tokens = BigramModel.bytes("das zweite ist länger");
    double nll = 0;
    for (int i = 1; i < tokens.length; i++) {
      nll += 0.0 - BigramModel.logProbability(tokens[i - 1], tokens[i]);
    }
    assertEquals("ok", row.getAs("status"));
    assertNull(row.getAs("error"));
    assertEquals(22L, (long) row.getAs("bytes"));
    assertEquals(4L, (long) row.getAs("words"));
    assertEquals(22L, (long) row.getAs("tokens"));
    assertEquals(21L, (long) row.getAs("scored_tokens"));
    assertEquals(nll, (double) row.getAs("nll"));
    assertEquals(StrictMath.exp(nll / 21), (double) row.getAs("perplexity"));
    assertEquals(nll / Math.log(2) / 22, (double) row.getAs("bits_per_byte"), 1e-12);
    assertEquals(2000.0, (double) row.getAs("year"));
    assertEquals("de", row.getAs("lang"));
    assertEquals(5, row.getList(row.fieldIndex("nll_by_position")).size());
    Row single = scoring.documents().where("id = 'c'").head();
    assertEquals("ok", single.getAs("status"));
    assertEquals(0.0, (double) single.getAs("nll"));
    assertNull(single.getAs("perplexity"));
  }

  @Test
  void everyFormatGivesTheSameLikelihoods() throws IOException {
    Path json = jsonLines();
    List<Double> expected = nlls(scoring(json));
    assertEquals(expected, nlls(scoring(gzip(json))));
    assertEquals(expected, nlls(scoring(parquet(json))));
    List<String> texts =
        spark.read().json(json.toString()).select("text").as(Encoders.STRING()).collectAsList();
    Path text = Files.write(folder.resolve("lines.txt"), texts);
    assertEquals(expected, nlls(scoring(text)));
    Path files = Files.createDirectory(folder.resolve("files"));
    for (int i = 0; i < texts.size(); i++) {
      Files.writeString(files.resolve(i + ".txt"), texts.get(i));
    }
    assertEquals(expected, nlls(scoring(files).format(CorpusFormat.FILE)));
  }

  @Test
  void tokensAddUpToTheirDocuments() throws IOException {
    Scoring scoring = scoring(jsonLines()).idColumn("id").tokenScores();
    scoring.run();
    assertEquals(
        List.of("id", "position", "token", "log_probability"), List.of(scoring.tokens().columns()));
    long wrong =
        scoring
            .tokens()
            .groupBy("id")
            .agg(
                functions.sum("log_probability").as("sum"),
                functions.count("*").as("count"),
                functions.count("log_probability").as("scored"))
            .join(scoring.documents(), "id")
            .where(
                "abs(coalesce(sum, 0) + nll) > 1e-9 or count <> tokens or scored <> scored_tokens")
            .count();
    assertEquals(0, wrong);
    assertEquals(4, scoring.tokens().where("log_probability is null").count());
  }

  @Test
  void theSummaryAddsUp() throws IOException {
    Scoring scoring = scoring(jsonLines()).idColumn("id").groupBy("lang");
    ScoreResult result = scoring.run();
    List<Row> rows = scoring.summary().collectAsList();
    assertEquals(3, result.groups());
    assertEquals(4, rows.size());
    Row all = rows.get(0);
    assertEquals("all", all.getAs("level"));
    assertNull(all.getAs("lang"));
    assertEquals(4L, (long) all.getAs("documents"));
    Row sums =
        scoring.documents().selectExpr("sum(nll)", "sum(scored_tokens)", "sum(bytes)").head();
    double nll = sums.getDouble(0);
    assertEquals(nll, all.getAs("nll"), 1e-9);
    assertEquals(Math.exp(nll / sums.getLong(1)), all.getAs("perplexity"), 1e-6);
    assertEquals(nll / Math.log(2) / sums.getLong(2), all.getAs("bits_per_byte"), 1e-9);
    Row english = rows.stream().filter(r -> "en".equals(r.getAs("lang"))).findFirst().orElseThrow();
    assertEquals("group", english.getAs("level"));
    assertEquals(2L, (long) english.getAs("documents"));
    // Of its two documents only one has a perplexity.
    assertEquals((double) english.getAs("perplexity_p5"), english.getAs("perplexity_p95"));
    assertEquals((double) english.getAs("perplexity"), english.getAs("perplexity_p50"), 1e-9);
  }

  @Test
  void tokensThatAreGivenAreScoredAsTheyAre() throws IOException {
    Path json = folder.resolve("tokens.jsonl");
    Files.write(json, List.of("{\"tokens\":[116,104,101]}", "{\"tokens\":[7,256]}"));
    for (Path input : List.of(json, parquet(json))) {
      Scoring scoring = scoring(input).tokensColumn("tokens");
      scoring.run();
      Row good = scoring.documents().where("status = 'ok'").head();
      double nll = -BigramModel.logProbability(116, 104) - BigramModel.logProbability(104, 101);
      assertEquals(nll, good.getAs("nll"), 1e-12);
      assertNull(good.getAs("bytes"));
      assertNull(good.getAs("bits_per_byte"));
      Row bad = scoring.documents().where("status = 'invalid_tokens'").head();
      assertEquals("token 1 has id 256, outside of the vocabulary of 256", bad.getAs("error"));
    }
  }

  @Test
  void theRecordHoldsWhatIsNeededToRunItAgain() throws IOException {
    Scoring scoring = scoring(jsonLines());
    scoring.run();
    Path output = only("out");
    JsonNode record = new ObjectMapper().readTree(output.resolve("run.json").toFile());
    assertEquals("bigram", record.at("/configuration/model").asText());
    assertEquals("0123", record.at("/model/fingerprint").asText());
    assertEquals(spark.version(), record.at("/versions/spark").asText());
    assertEquals("1.0.0-M2.1", record.at("/versions/nd4j").asText());
    assertEquals("local[2]", record.at("/cluster/master").asText());
    assertEquals(4, record.at("/output/documents").asInt());
    assertEquals(0, record.at("/exit_status").asInt(-1));
    assertTrue(record.at("/start").asText().compareTo(record.at("/end").asText()) < 0);
  }

  @Test
  void anExistingOutputIsReplacedOnlyWhenAsked() throws IOException {
    Path input = jsonLines();
    Path output = folder.resolve("mine");
    new Scoring(spark, output, input).run();
    byte[] before = Files.readAllBytes(output.resolve("run.json"));
    UsageException e =
        assertThrows(UsageException.class, () -> new Scoring(spark, output, input).run());
    assertTrue(e.getMessage().contains("--overwrite"), e.getMessage());
    assertEquals(0, Arrays.compare(before, Files.readAllBytes(output.resolve("run.json"))));
    new Scoring(spark, output, input).overwrite().run();
    assertTrue(Arrays.compare(before, Files.readAllBytes(output.resolve("run.json"))) != 0);
    only("mine");
  }

  @Test
  void aFolderOfSomethingElseIsNeverReplaced() throws IOException {
    Path precious = Files.createDirectory(folder.resolve("precious"));
    Files.writeString(precious.resolve("thesis.txt"), "years of work");
    Path input = jsonLines();
    assertThrows(UsageException.class, () -> new Scoring(spark, precious, input).overwrite().run());
    assertTrue(Files.exists(precious.resolve("thesis.txt")));
  }

  @Test
  void aRunThatFailsLeavesNothing() throws IOException {
    Path input = folder.resolve("broken.parquet");
    Files.writeString(input, "this is no Parquet");
    Path output = folder.resolve("out");
    assertThrows(Exception.class, () -> new Scoring(spark, output, input).run());
    assertFalse(Files.exists(output));
    try (Stream<Path> left = Files.list(folder)) {
      assertEquals(List.of(input), left.toList());
    }
  }

  @Test
  void aCorpusOfNoDocumentsIsDone() throws IOException {
    Path input = Files.createFile(folder.resolve("nothing.txt"));
    Scoring scoring = scoring(input).tokenScores();
    ScoreResult result = scoring.run();
    assertEquals(0, result.documents());
    assertEquals(0, result.exitCode());
    assertEquals(0, scoring.documents().count());
    assertEquals(1, scoring.summary().count());
  }

  private Scoring scoring(Path input) throws IOException {
    return new Scoring(spark, Files.createTempDirectory(folder, "").resolve("out"), input);
  }

  private Path jsonLines() throws IOException {
    return Files.write(folder.resolve("corpus.jsonl"), LINES);
  }

  private Path gzip(Path file) throws IOException {
    Path zipped = folder.resolve("zipped.jsonl.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(zipped))) {
      out.write(Files.readString(file).getBytes(StandardCharsets.UTF_8));
    }
    return zipped;
  }

  private Path parquet(Path json) throws IOException {
    Path out = Files.createTempDirectory(folder, "parquet").resolve("corpus");
    spark.read().json(json.toString()).write().parquet(out.toString());
    return out;
  }

  private static List<Double> nlls(Scoring scoring) throws IOException {
    scoring.run();
    return scoring.documents().select("nll").collectAsList().stream()
        .map(row -> row.getDouble(0))
        .sorted()
        .toList();
  }

  /** The output of the given name, which must lie alone where it lies, but for inputs. */
  private Path only(String name) throws IOException {
    try (Stream<Path> paths = Files.walk(folder, 2)) {
      List<Path> all = paths.toList();
      assertTrue(all.stream().noneMatch(p -> p.getFileName().toString().contains(".longstride-")));
      return all.stream().filter(p -> p.endsWith(name)).findFirst().orElseThrow();
    }
  }
}
