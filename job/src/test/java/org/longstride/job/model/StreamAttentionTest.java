package org.longstride.job.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.longstride.job.model.attention.CentroidsFile;
import org.longstride.kernels.attention.bf16.Precision;
import org.longstride.kernels.attention.routing.Centroids;
import org.longstride.kernels.pattern.AttentionPattern;

/** Models whose attention is no pattern, against its definition in the papers. */
class StreamAttentionTest {

  private static final double TOLERANCE = 1e-4;

  @TempDir Path folder;

  private static RandomModel llama(int heads, int kvHeads) {
    return RandomModel.llama("llama", 8, 61, 20, heads, kvHeads, 6, 2, 30, false);
  }

  private double[] score(RandomModel model, String attention, int[] ids) throws IOException {
    try (LoadedModel loaded = ModelLoader.load(model.write(folder), Optional.of(attention))) {
      return TransformerTest.score(loaded.model(), ids);
    }
  }

  private Path write(List<Centroids> layers) throws IOException {
    Path file = folder.resolve("centroids.safetensors");
    CentroidsFile.write(file, layers);
    return file;
  }

  private static List<Centroids> centroids(int layers, int kvHeads, int clusters, int d) {
    Random random = new Random(clusters);
    List<Centroids> all = new ArrayList<>();
    for (int layer = 0; layer < layers; layer++) {
      float[] means = new float[kvHeads * clusters * d];
      for (int i = 0; i < means.length; i++) {
        means[i] = (float) random.nextGaussian();
      }
      all.add(new Centroids(kvHeads, clusters, d, means));
    }
    return all;
  }

  @ParameterizedTest
  @CsvSource({"4, 2, 33, 0, 210", "3, 3, 8, 7, 64", "2, 1, 100, 1, 65", "1, 1, 1, 0, 130"})
  void performerIsWhatItsPaperSays(int heads, int kvHeads, int features, int seed, int tokens)
      throws IOException {
    RandomModel model = llama(heads, kvHeads);
    int[] ids = model.tokens(tokens);
    for (boolean relu : new boolean[] {false, true}) {
      double[] expected =
          new ReferenceTransformer(
                  model, ReferenceStreams.performer(features, seed, heads / kvHeads, relu))
              .logProbabilities(ids);
      String kernel = relu ? "relu" : "softmax";
      String text = "performer(%d, kernel=%s, seed=%d)".formatted(features, kernel, seed);
      assertArrayEquals(expected, score(model, text, ids), TOLERANCE, text);
    }
  }

  @Test
  void performerServesOtherFamiliesToo() throws IOException {
    RandomModel gpt2 = RandomModel.gpt2(3, 131, 24, 3, 2, 200, 50);
    int[] ids = gpt2.tokens(150);
    double[] expected =
        new ReferenceTransformer(gpt2, ReferenceStreams.performer(40, 0, 1, false))
            .logProbabilities(ids);
    assertArrayEquals(expected, score(gpt2, "performer(40)", ids), TOLERANCE);
  }

  /**
   * With scores below 1; where they are large, the estimate is poor with any number of features.
   */
  @Test
  void moreFeaturesAreNearerToSoftmaxWhereScoresAreSmall() throws IOException {
    RandomModel model = llama(4, 2);
    for (int layer = 0; layer < 2; layer++) {
      for (String projection : List.of("q_proj", "k_proj")) {
        float[] weights =
            model.tensor("model.layers." + layer + ".self_attn." + projection + ".weight");
        for (int i = 0; i < weights.length; i++) {
          weights[i] *= 0.3f;
        }
      }
    }
    int[] ids = model.tokens(200);
    double[] softmax = score(model, "full", ids);
    double few = meanDifference(softmax, score(model, "performer(16)", ids));
    double many = meanDifference(softmax, score(model, "performer(4096)", ids));
    assertTrue(many < few / 3, few + " and " + many);
  }

  private static double meanDifference(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += Math.abs(a[i] - b[i]) / a.length;
    }
    return sum;
  }

  @Test
  void aSeedDrawsTheSameFeaturesAgainAndAnotherOneOthers() throws IOException {
    RandomModel model = llama(2, 2);
    int[] ids = model.tokens(90);
    double[] once = score(model, "performer(20, seed=5)", ids);
    assertArrayEquals(once, score(model, "performer(20, seed=5)", ids));
    assertTrue(meanDifference(once, score(model, "performer(20, seed=6)", ids)) > 1e-3);
  }

  @ParameterizedTest
  @CsvSource({"4, 2, 5, 210", "3, 3, 2, 64", "2, 1, 30, 65"})
  void routingIsSoftmaxInsideClusters(int heads, int kvHeads, int clusters, int tokens)
      throws IOException {
    RandomModel model = llama(heads, kvHeads);
    int[] ids = model.tokens(tokens);
    List<Centroids> layers = centroids(2, kvHeads, clusters, 6);
    double[] expected =
        new ReferenceTransformer(model, ReferenceStreams.routing(layers, heads / kvHeads))
            .logProbabilities(ids);
    assertArrayEquals(expected, score(model, "routing(" + write(layers) + ")", ids), TOLERANCE);
  }

  @Test
  void routingToASingleClusterIsFullAttention() throws IOException {
    RandomModel model = llama(4, 2);
    int[] ids = model.tokens(150);
    double[] expected =
        new ReferenceTransformer(model, AttentionPattern.parse("full")).logProbabilities(ids);
    String routing = "routing(" + write(centroids(2, 2, 1, 6)) + ")";
    assertArrayEquals(expected, score(model, routing, ids), TOLERANCE);
  }

  @Test
  void aModelMayBringItsOwnStream() throws IOException {
    RandomModel model = llama(4, 2);
    int[] ids = model.tokens(80);
    write(centroids(2, 2, 3, 6));
    double[] expected =
        score(model, "routing(" + folder.resolve("centroids.safetensors") + ")", ids);
    model.set("longstride_attention", "routing(centroids.safetensors)").write(folder);
    try (LoadedModel loaded = ModelLoader.load(folder, Optional.empty())) {
      assertArrayEquals(expected, TransformerTest.score(loaded.model(), ids));
      assertEquals("routing(centroids.safetensors)", loaded.config().attention().pattern());
    }
  }

  @Test
  void centroidsArePartOfTheFingerprint() throws IOException {
    llama(4, 2).write(folder);
    String routing = "routing(" + write(centroids(2, 2, 3, 6)) + ")";
    String before = fingerprint(routing);
    assertEquals(before, fingerprint(routing));
    write(centroids(2, 2, 4, 6));
    assertNotEquals(before, fingerprint(routing));
  }

  private String fingerprint(String attention) {
    try (LoadedModel loaded = ModelLoader.load(folder, Optional.of(attention))) {
      return loaded.fingerprint();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "1! 2! 6! has no tensor \"layers.1.centroids\", the model needs one of shape [2, clusters, 6]",
        "3! 2! 6! holds the tensor \"layers.2.centroids\", the model has 2 layers",
        "2! 4! 6! tensor \"layers.0.centroids\" has the shape [4, 3, 6], the model needs [2, clusters, 6]",
        "2! 2! 8! tensor \"layers.0.centroids\" has the shape [2, 3, 8], the model needs [2, clusters, 6]"
      })
  void centroidsOfAnotherModelAreRefused(int layers, int kvHeads, int d, String problem)
      throws IOException {
    Path file = write(centroids(layers, kvHeads, 3, d));
    assertRefused(CheckpointException.class, "routing(" + file + ")", file + ": " + problem);
  }

  @Test
  void centroidsThatAreNoNumbersOrNotThereAreRefused() throws IOException {
    List<Centroids> layers = centroids(2, 2, 3, 6);
    layers.get(1).means()[7] = Float.NaN;
    String routing = "routing(" + write(layers) + ")";
    assertRefused(
        CheckpointException.class, routing, "tensor \"layers.1.centroids\" holds NaN; learn");
    Path missing = folder.resolve("none.safetensors");
    assertRefused(
        CheckpointException.class, "routing(" + missing + ")", missing + ": there is no such file");
  }

  private void assertRefused(Class<? extends Exception> type, String attention, String problem)
      throws IOException {
    llama(4, 2).write(folder);
    Exception e =
        assertThrows(type, () -> ModelLoader.load(folder, Optional.of(attention)).close());
    assertTrue(e.getMessage().contains(problem), e.getMessage());
    assertEquals(1, e.getMessage().lines().count());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void streamsAreFloat32Only(boolean routed) throws IOException {
    llama(4, 2).write(folder);
    String attention = routed ? "routing(" + write(centroids(2, 2, 3, 6)) + ")" : "performer(16)";
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> ModelLoader.load(folder, Optional.of(attention), Precision.BF16, Path::of));
    assertEquals(
        "precision is bf16, in which " + attention + " is not computed; choose float32",
        e.getMessage());
  }

  @Test
  void costOfAPerformerGrowsWithTokensAndFeatures() throws IOException {
    llama(4, 2).write(folder);
    double cost = cost("performer(64)", 100_000);
    assertEquals(2 * cost, cost("performer(64)", 200_000), 1e-6 * cost);
    assertTrue(cost("performer(128)", 100_000) > 1.2 * cost);
    write(centroids(2, 2, 8, 6));
    String routing = "routing(" + folder.resolve("centroids.safetensors") + ")";
    double full = cost("full", 100_000);
    assertEquals(full / 8, cost(routing, 100_000), 0.02 * full);
  }

  private double cost(String attention, int tokens) {
    try (LoadedModel loaded = ModelLoader.load(folder, Optional.of(attention))) {
      return loaded.model().cost(tokens);
    }
  }

  @Test
  void whatIsSaidOfAnAttentionReadsTheSameAttention() throws IOException {
    llama(4, 2).write(folder);
    for (String text : Arrays.asList("performer(12, kernel=relu, seed=3)", "performer(9)")) {
      try (LoadedModel loaded = ModelLoader.load(folder, Optional.of(text))) {
        assertEquals(text, loaded.config().attention().pattern());
      }
    }
  }
}
