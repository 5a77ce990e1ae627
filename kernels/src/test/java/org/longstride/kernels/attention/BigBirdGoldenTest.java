package org.longstride.kernels.attention;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.longstride.kernels.GoldenLayers;
import org.longstride.kernels.Goldens;
import org.longstride.kernels.Safetensors;
import org.longstride.kernels.pattern.AttentionPattern;
import org.longstride.kernels.pattern.Sequence;
import org.longstride.kernels.plan.AttentionPlan;
import org.longstride.kernels.vector.LaneKernels;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.databind.JsonNode;

/** Layers of a BigBird give what Hugging Face computes, random blocks, padding and all. */
class BigBirdGoldenTest {

  private static final int HEADS = 4;

  @TestFactory
  List<DynamicTest> sparseLayersComeOutAsThoseOfHuggingFace() {
    return layers("hf/bigbird_bs4_r2_random/", "bigbird(4, random=2, draws=google)");
  }

  @TestFactory
  List<DynamicTest> fullLayersComeOutAsThoseOfHuggingFace() {
    return layers("hf/bigbird_original_full/", "full");
  }

  private static List<DynamicTest> layers(String model, String pattern) {
    List<DynamicTest> tests = new ArrayList<>();
    for (JsonNode input : Goldens.json(model + "inputs.json").path("inputs")) {
      for (int b = 0; b < input.path("input_ids").size(); b++) {
        int batch = b;
        String name = input.path("name").asText();
        boolean[] real = GoldenLayers.tokens(input.path("attention_mask").path(batch));
        tests.add(
            dynamicTest(
                name + " " + batch,
                () -> {
                  for (int layer = 0; layer < 3; layer++) {
                    agree(model, AttentionPattern.parse(pattern), name, layer, batch, real);
                  }
                }));
      }
    }
    return tests;
  }

  private static void agree(
      String model, AttentionPattern pattern, String name, int layer, int batch, boolean[] real) {
    Safetensors weights = new Safetensors(Goldens.file(model + "model.safetensors").orElseThrow());
    Safetensors golden =
        new Safetensors(Goldens.file(model + "expected.safetensors").orElseThrow());
    float[] x = golden.part(name + ".hidden_states." + layer, batch);
    float[] expected = golden.part(name + ".hidden_states." + (layer + 1), batch);
    float[] actual = layer(weights, pattern, layer, x, real);
    int size = x.length / real.length;
    for (int i = 0; i < x.length; i++) {
      if (real[i / size]) {
        assertEquals(expected[i], actual[i], 1e-5, "layer " + layer + ", token " + i / size);
      }
    }
  }

  private static float[] layer(
      Safetensors weights, AttentionPattern pattern, int layer, float[] x, boolean[] real) {
    int n = real.length;
    int d = x.length / n / HEADS;
    String prefix = "bert.encoder.layer." + layer + ".";
    String self = prefix + "attention.self.";
    AttentionPattern seen = pattern.over(real);
    AttentionPlan plan = AttentionPlan.of(seen, layer, HEADS, HEADS, new Sequence(n, false));
    INDArray out =
        new TiledAttentionKernel(LaneKernels.best(), 2)
            .attend(
                GoldenLayers.project(weights, self + "query", x, n, HEADS),
                GoldenLayers.project(weights, self + "key", x, n, HEADS),
                GoldenLayers.project(weights, self + "value", x, n, HEADS),
                plan,
                ScoreOptions.scaled(d));
    float[] joined = GoldenLayers.tokens(out.dup('c').data().asFloat(), n, HEADS, d);
    return GoldenLayers.finish(
        weights, prefix, GoldenLayers.Names.BERT, x, joined, GoldenLayers::geluByTanh, 1e-12);
  }
}
