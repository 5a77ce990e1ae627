package org.longstride.job.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longstride.job.TestSpark;
import org.longstride.job.model.attention.CentroidsFile;
import org.longstride.kernels.attention.bf16.Precision;
import org.longstride.kernels.attention.linear.OrthogonalFeatures;
import org.longstride.kernels.attention.routing.Centroids;

class ReproducibilityTest {

  @TempDir Path folder;

  @Test
  void documentsAndSummaryAreTheSameBitsHoweverTheRunIsCut() throws IOException {
    List<String> lines = lines();
    Path input = Files.write(folder.resolve("corpus.jsonl"), lines);
    Path shuffled = folder.resolve("shuffled");
    SparkSession one = TestSpark.session("local[1]");
    Scoring reference = scoring(one, "reference", input);
    reference.run();
    List<String> expected = reference.rows();
    List<String> summary = summary(reference);

    SparkSession two = TestSpark.session("local[2]");
    Collections.shuffle(lines, new Random(1));
    Files.createDirectory(shuffled);
    Files.write(shuffled.resolve("1.jsonl"), lines.subList(0, 30));
    Files.write(shuffled.resolve("0.jsonl"), lines.subList(30, lines.size()));
    Path parquet = folder.resolve("parquet");
    two.read().json(shuffled.toString()).repartition(5).write().parquet(parquet.toString());
    List<Scoring> runs =
        List.of(
            scoring(two, "two", input),
            scoring(two, "seven", input).batches(7),
            scoring(two, "forty", input).batches(40).tokenScores(),
            scoring(two, "from-shuffled", shuffled).batches(3),
            scoring(two, "from-parquet", parquet).batches(2));
    for (Scoring run : runs) {
      run.run();
      assertEquals(expected, run.rows());
      assertEquals(summary, summary(run));
    }
  }

  @Test
  void streamsGiveTheSameBitsHoweverTheRunIsCut() throws IOException {
    List<String> lines = lines().stream().filter(line -> line.length() < 1000).limit(20).toList();
    Path input = Files.write(folder.resolve("corpus.jsonl"), lines);
    Path centroids = folder.resolve("centroids.safetensors");
    // The model in the jar: 6 layers of 5 heads of 32 features.
    Centroids layer = new Centroids(5, 3, 32, OrthogonalFeatures.draw(15, 32, 1));
    CentroidsFile.write(centroids, Collections.nCopies(6, layer));
    for (String attention : List.of("performer(32)", "routing(" + centroids + ")")) {
      ModelSource model = new EmbeddedModel(attention, Precision.FLOAT32);
      Scoring one = scoring(TestSpark.session("local[1]"), "one", input).model(model).overwrite();
      one.run();
      List<String> expected = one.rows();
      Scoring two = scoring(TestSpark.session("local[2]"), "two", input).model(model).overwrite();
      two.batches(7).run();
      assertEquals(expected, two.rows(), attention);
    }
  }

  private Scoring scoring(SparkSession spark, String name, Path input) {
    return new Scoring(spark, folder.resolve(name), input).idColumn("id").groupBy("lang");
  }

  private static List<String> summary(Scoring scoring) {
    return scoring.summary().drop("seconds", "tokens_per_second").toJSON().collectAsList();
  }

  private static List<String> lines() {
    Random random = new Random(0);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      StringBuilder text = new StringBuilder();
      int words = random.nextInt(20) == 0 ? 2000 : random.nextInt(30);
      for (int w = 0; w < words; w++) {
        text.append(Integer.toString(random.nextInt(100_000), 36)).append(' ');
      }
      String id = i % 25 == 3 ? "same" : "d" + i;
      lines.add(
          "{\"id\":\"%s\",\"lang\":\"%s\",\"text\":\"%s\"}"
              .formatted(id, i % 3 == 0 ? "de" : "en", text));
    }
    return lines;
  }
}
