package org.longstride.job.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.longstride.kernels.pattern.AttentionPattern;

/** The fast transformer against the papers' one. */
class TransformerTest {

  private static final double TOLERANCE = 1e-4;

  @TempDir Path folder;

  private void assertAgrees(RandomModel model, String pattern, int tokens) throws IOException {
    int[] ids = model.tokens(tokens);
    double[] expected =
        new ReferenceTransformer(model, AttentionPattern.parse(pattern)).logProbabilities(ids);
    try (LoadedModel loaded = ModelLoader.load(model.write(folder), Optional.of(pattern))) {
      assertArrayEquals(expected, score(loaded.model(), ids), TOLERANCE);
    }
  }

  static double[] score(LanguageModel model, int[] ids) {
    double[] logProbabilities = new double[ids.length - 1];
    int[] next = {1};
    model.score(
        ids,
        (position, logProbability) -> {
          assertEquals(next[0]++, position);
          logProbabilities[position - 1] = logProbability;
        });
    assertEquals(ids.length, next[0]);
    return logProbabilities;
  }

  @ParameterizedTest
  @CsvSource({
    "2, 1, 8, 5",
    "3, 3, 5, 63",
    "4, 2, 12, 64",
    "2, 2, 7, 65",
    "1, 1, 17, 130",
    "5, 3, 3, 200"
  })
  void gpt2AgreesAtAwkwardSizes(int heads, int layers, int headDim, int tokens) throws IOException {
    RandomModel model =
        RandomModel.gpt2(heads + tokens, 131, heads * headDim, heads, layers, 200, 3 * headDim + 1);
    assertAgrees(model, "full", tokens);
  }

  @ParameterizedTest
  @CsvSource({
    "4, 2, 6, 48, 2, 5",
    "6, 3, 10, 33, 2, 64",
    "2, 1, 4, 19, 3, 129",
    "4, 1, 14, 40, 1, 190",
    "3, 3, 2, 7, 2, 66"
  })
  void llamaAgreesAtAwkwardSizes(
      int heads, int kvHeads, int headDim, int hidden, int layers, int tokens) throws IOException {
    for (boolean biased : new boolean[] {false, true}) {
      RandomModel model =
          RandomModel.llama(
              "llama",
              tokens,
              257,
              hidden,
              heads,
              kvHeads,
              headDim,
              layers,
              2 * hidden + 3,
              biased);
      assertAgrees(model, "full", tokens);
    }
  }

  @Test
  void headsAreNormedWhereTheModelSaysSo() throws IOException {
    RandomModel model = RandomModel.llama("qwen3", 5, 97, 24, 4, 2, 10, 2, 30, false);
    assertAgrees(model.set("mlp_bias", null), "full", 70);
  }

  @Test
  void aTiedHeadIsTheEmbedding() throws IOException {
    RandomModel model = RandomModel.llama("llama", 6, 97, 24, 4, 2, 6, 1, 30, false);
    assertAgrees(model.set("tie_word_embeddings", true).without("lm_head.weight"), "full", 40);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "window(1)",
        "window(9)",
        "window(20, dilation=3)",
        "stride(7)",
        "window(8) | stride(8)",
        "window(8) + stride(8)",
        "block(16) | columns(16, 2)",
        "window(11) + global(0..3)",
        "full ; window(5)"
      })
  void everyPatternAgreesWithItsDefinition(String pattern) throws IOException {
    RandomModel model = RandomModel.llama("llama", 8, 61, 20, 4, 2, 6, 2, 30, false);
    assertAgrees(model, pattern, 210);
  }

  @Test
  void theModelsOwnPatternIsWhatItsConfigurationSays() throws IOException {
    RandomModel model = RandomModel.llama("llama", 9, 61, 20, 2, 1, 6, 2, 30, false);
    int[] ids = model.tokens(90);
    model.set("longstride_attention", "window(6)").write(folder);
    double[] expected =
        new ReferenceTransformer(model, AttentionPattern.parse("window(6)")).logProbabilities(ids);
    try (LoadedModel loaded = ModelLoader.load(folder, Optional.empty())) {
      assertEquals("window(6)", loaded.config().attention().pattern());
      assertArrayEquals(expected, score(loaded.model(), ids), TOLERANCE);
    }
  }

  @Test
  void aDocumentOfOneTokenHasNothingToPredict() throws IOException {
    RandomModel model = RandomModel.gpt2(1, 30, 8, 2, 1, 16, 8);
    try (LoadedModel loaded = ModelLoader.load(model.write(folder), Optional.empty())) {
      assertEquals(0, score(loaded.model(), new int[] {3}).length);
      loaded.model().score(new int[0], (position, logProbability) -> assertTrue(false));
    }
  }

  @Test
  void refusesDocumentsThatDoNotFitTheModel() throws IOException {
    RandomModel model = RandomModel.gpt2(1, 30, 8, 2, 1, 16, 8);
    try (LoadedModel loaded = ModelLoader.load(model.write(folder), Optional.empty())) {
      LanguageModel m = loaded.model();
      assertEquals(16, m.maxTokens());
      assertEquals(30, m.vocabularySize());
      assertEquals(15, score(m, model.tokens(16)).length);
      assertThrows(IllegalArgumentException.class, () -> score(m, model.tokens(17)));
      assertThrows(IllegalArgumentException.class, () -> score(m, new int[] {0, 30}));
      assertThrows(IllegalArgumentException.class, () -> score(m, new int[] {-1, 2}));
    }
  }

  @Test
  void costGrowsWithTheKeysThatAreSeen() throws IOException {
    RandomModel.llama("llama", 8, 61, 20, 4, 2, 6, 2, 30, false).write(folder);
    double window = cost("window(64)", 100_000);
    assertEquals(2 * window, cost("window(64)", 200_000), 0.01 * window);
    assertTrue(cost("full", 100_000) > 50 * window);
    assertTrue(cost("window(128)", 100_000) > window);
  }

  private double cost(String pattern, int tokens) {
    try (LoadedModel loaded = ModelLoader.load(folder, Optional.of(pattern))) {
      return loaded.model().cost(tokens);
    }
  }
}
