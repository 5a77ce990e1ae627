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
import org.longstride.kernels.vector.LaneKernels;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.shade.jackson.databind.JsonNode;

/** Layers of a Longformer give what Hugging Face computes, with global tokens and with padding. */
class LongformerGoldenTest {

  private static final String MODEL = "hf/longformer_mlm/";
  private static final int HEADS = 4;

  /** Its second layer's window is twice as wide. */
  private static final AttentionPattern LOCAL = AttentionPattern.parse("window(8) ; window(16)");

  @TestFactory
  List<DynamicTest> layersComeOutAsThoseOfHuggingFace() {
    List<DynamicTest> tests = new ArrayList<>();
    for (JsonNode input : Goldens.json(MODEL + "inputs.json").path("inputs")) {
      for (int layer = 0; layer < 2; layer++) {
        for (int b = 0; b < input.path("input_ids").size(); b++) {
          int l = layer;
          int batch = b;
          String name = input.path("name").asText();
          tests.add(
              dynamicTest(
                  name + " " + batch + ", layer " + layer,
                  () ->
                      agree(
                          name,
                          l,
                          batch,
                          tokens(input.path("global_attention_mask").path(batch)),
                          tokens(input.path("attention_mask").path(batch)))));
        }
      }
    }
    return tests;
  }

  private static boolean[] tokens(JsonNode mask) {
    boolean[] tokens = new boolean[mask.size()];
    for (int i = 0; i < tokens.length; i++) {
      tokens[i] = mask.get(i).asInt() == 1;
    }
    return tokens;
  }

  private static void agree(String name, int layer, int batch, boolean[] globals, boolean[] real) {
    Safetensors weights = read("model.safetensors");
    Safetensors golden = read("expected.safetensors");
    float[] x = golden.part(name + ".hidden_states." + layer, batch);
    float[] expected = golden.part(name + ".hidden_states." + (layer + 1), batch);
    float[] actual = layer(weights, layer, x, globals, real);
    int size = x.length / real.length;
    for (int i = 0; i < x.length; i++) {
      if (real[i / size]) {
        assertEquals(expected[i], actual[i], 1e-5, "token " + i / size);
      }
    }
  }

  private static Safetensors read(String file) {
    return new Safetensors(Goldens.file(MODEL + file).orElseThrow());
  }

  private static float[] layer(
      Safetensors weights, int layer, float[] x, boolean[] globals, boolean[] real) {
    int n = real.length;
    int d = x.length / n / HEADS;
    String prefix = "longformer.encoder.layer." + layer + ".";
    AttentionKernel kernel = new TiledAttentionKernel(LaneKernels.best(), 2);
    INDArray out =
        new LongformerAttention(kernel, LOCAL, ScoreOptions.scaled(d))
            .attend(
                layer,
                projections(weights, prefix + "attention.self.%s", x, n, d),
                projections(weights, prefix + "attention.self.%s_global", x, n, d),
                globals,
                real);
    float[] joined = GoldenLayers.tokens(out.dup('c').data().asFloat(), n, HEADS, d);
    float[] attended =
        GoldenLayers.addAndNorm(
            weights,
            prefix + "attention.output.LayerNorm",
            GoldenLayers.dense(weights, prefix + "attention.output.dense", joined),
            x,
            1e-5);
    float[] inner = GoldenLayers.dense(weights, prefix + "intermediate.dense", attended);
    for (int i = 0; i < inner.length; i++) {
      inner[i] *= (float) (0.5 * (1 + erf(inner[i] / Math.sqrt(2))));
    }
    return GoldenLayers.addAndNorm(
        weights,
        prefix + "output.LayerNorm",
        GoldenLayers.dense(weights, prefix + "output.dense", inner),
        attended,
        1e-5);
  }

  private static LongformerAttention.Projections projections(
      Safetensors weights, String layer, float[] x, int n, int d) {
    INDArray[] qkv = new INDArray[3];
    for (int i = 0; i < 3; i++) {
      String name = layer.formatted(List.of("query", "key", "value").get(i));
      float[] heads = GoldenLayers.heads(GoldenLayers.dense(weights, name, x), n, HEADS, d);
      qkv[i] = Nd4j.createFromArray(heads).reshape(HEADS, n, d);
    }
    return new LongformerAttention.Projections(qkv[0], qkv[1], qkv[2]);
  }

  /** The error function by its power series. */
  private static double erf(double x) {
    double term = x;
    double sum = x;
    for (int k = 1; k < 200; k++) {
      term *= -x * x / k;
      sum += term / (2 * k + 1);
    }
    return sum * 2 / Math.sqrt(Math.PI);
  }
}
