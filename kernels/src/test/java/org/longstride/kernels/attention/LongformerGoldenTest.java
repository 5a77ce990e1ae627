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
import org.nd4j.shade.jackson.databind.JsonNode;

/**
 * Layers of a Longformer, and of LED's encoder, give what Hugging Face computes, with global tokens
 * and with padding.
 */
class LongformerGoldenTest {

  /** Where things are in a checkpoint. */
  private enum Model {
    LONGFORMER(
        "hf/longformer_mlm/",
        "longformer.encoder.layer.",
        "attention.self.",
        GoldenLayers.Names.BERT,
        ".hidden_states."),
    LED(
        "hf/led/",
        "led.encoder.layers.",
        "self_attn.longformer_self_attn.",
        GoldenLayers.Names.LED,
        ".encoder_hidden_states.");

    final String folder;
    final String layers;
    final String attention;
    final GoldenLayers.Names names;
    final String states;

    Model(String folder, String layers, String attention, GoldenLayers.Names names, String states) {
      this.folder = folder;
      this.layers = layers;
      this.attention = attention;
      this.names = names;
      this.states = states;
    }

    Safetensors read(String file) {
      return new Safetensors(Goldens.file(folder + file).orElseThrow());
    }
  }

  private static final int HEADS = 4;

  /** The second layer's window is twice as wide. */
  private static final AttentionPattern LOCAL = AttentionPattern.parse("window(8) ; window(16)");

  @TestFactory
  List<DynamicTest> layersComeOutAsThoseOfHuggingFace() {
    List<DynamicTest> tests = new ArrayList<>();
    for (Model model : Model.values()) {
      for (JsonNode input : Goldens.json(model.folder + "inputs.json").path("inputs")) {
        for (int b = 0; b < input.path("input_ids").size(); b++) {
          tests.add(test(model, input, b, 0));
          tests.add(test(model, input, b, 1));
        }
      }
    }
    return tests;
  }

  private static DynamicTest test(Model model, JsonNode input, int batch, int layer) {
    String name = input.path("name").asText();
    return dynamicTest(
        model + " " + name + " " + batch + ", layer " + layer,
        () ->
            agree(
                model,
                name,
                layer,
                batch,
                GoldenLayers.tokens(input.path("global_attention_mask").path(batch)),
                GoldenLayers.tokens(input.path("attention_mask").path(batch))));
  }

  private static void agree(
      Model model, String name, int layer, int batch, boolean[] globals, boolean[] real) {
    Safetensors golden = model.read("expected.safetensors");
    float[] x = golden.part(name + model.states + layer, batch);
    float[] expected = golden.part(name + model.states + (layer + 1), batch);
    float[] actual = layer(model, layer, x, globals, real);
    int size = x.length / real.length;
    for (int i = 0; i < x.length; i++) {
      if (real[i / size]) {
        assertEquals(expected[i], actual[i], 1e-5, "token " + i / size);
      }
    }
  }

  private static float[] layer(
      Model model, int layer, float[] x, boolean[] globals, boolean[] real) {
    int n = real.length;
    int d = x.length / n / HEADS;
    Safetensors weights = model.read("model.safetensors");
    String prefix = model.layers + layer + ".";
    AttentionKernel kernel = new TiledAttentionKernel(LaneKernels.best(), 2);
    INDArray out =
        new LongformerAttention(kernel, LOCAL, ScoreOptions.scaled(d))
            .attend(
                layer,
                projections(weights, prefix + model.attention + "%s", x, n),
                projections(weights, prefix + model.attention + "%s_global", x, n),
                globals,
                real);
    float[] joined = GoldenLayers.tokens(out.dup('c').data().asFloat(), n, HEADS, d);
    return GoldenLayers.finish(weights, prefix, model.names, x, joined, GoldenLayers::gelu, 1e-5);
  }

  private static LongformerAttention.Projections projections(
      Safetensors weights, String layer, float[] x, int n) {
    return new LongformerAttention.Projections(
        GoldenLayers.project(weights, layer.formatted("query"), x, n, HEADS),
        GoldenLayers.project(weights, layer.formatted("key"), x, n, HEADS),
        GoldenLayers.project(weights, layer.formatted("value"), x, n, HEADS));
  }
}
