package org.longstride.job.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longstride.job.TestSpark;
import org.longstride.job.model.LanguageModel;
import org.longstride.job.model.LikelihoodSink;

/** Executors in JVMs of their own, two of them, with a master and workers between. */
class ClusterTest {

  private static final String CLUSTER = "local-cluster[2,1,1024]";

  @TempDir Path folder;

  @AfterAll
  static void endTheCluster() {
    TestSpark.session();
  }

  @Test
  void aClusterGivesTheBitsOfOneThread() throws IOException {
    Path input = corpus();
    List<String> expected =
        rows(TestSpark.session("local[1]"), "one", input, BigramModel.UNLIMITED);
    SparkSession cluster = TestSpark.session(CLUSTER);
    assertEquals(expected, rows(cluster, "cluster", input, BigramModel.UNLIMITED));
  }

  @Test
  void anExecutorThatDiesLosesNothing() throws IOException {
    Path input = corpus();
    List<String> expected =
        rows(TestSpark.session("local[1]"), "one", input, BigramModel.UNLIMITED);
    Path dead = folder.resolve("dead");
    SparkSession cluster = TestSpark.session(CLUSTER);
    assertEquals(expected, rows(cluster, "cluster", input, new DyingModel(dead.toString())));
    assertTrue(Files.exists(dead), "no executor died");
  }

  private List<String> rows(SparkSession spark, String name, Path input, ModelSource model)
      throws IOException {
    Scoring scoring = new Scoring(spark, folder.resolve(name), input).idColumn("id").model(model);
    assertEquals(0, scoring.batches(6).run().exitCode());
    return scoring.rows();
  }

  private Path corpus() throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      String text = "to and fro, ".repeat(1 + i * i % 37);
      lines.add("{\"id\":\"%d\",\"text\":\"%s\"}".formatted(i, text));
    }
    return Files.write(folder.resolve("corpus.jsonl"), lines);
  }

  /**
   * A model that takes its whole JVM with it, once, in the middle of a document.
   *
   * @param dead the file that it leaves behind
   */
  private record DyingModel(String dead) implements ModelSource, LanguageModel {

    @Override
    public OpenModel open(Configuration hadoop) {
      return new OpenModel(this, BigramModel::bytes, "0123", "dying");
    }

    @Override
    public int vocabularySize() {
      return BigramModel.UNLIMITED.vocabularySize();
    }

    @Override
    public int maxTokens() {
      return BigramModel.UNLIMITED.maxTokens();
    }

    @Override
    public double cost(int tokens) {
      return BigramModel.UNLIMITED.cost(tokens);
    }

    @Override
    public void score(int[] tokens, LikelihoodSink sink) {
      BigramModel.UNLIMITED.score(
          tokens,
          (position, logProbability) -> {
            if (position == 200 && Path.of(dead).toFile().mkdir()) {
              Runtime.getRuntime().halt(1);
            }
            sink.accept(position, logProbability);
          });
    }
  }
}
