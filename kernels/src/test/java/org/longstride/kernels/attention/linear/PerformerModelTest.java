package org.longstride.kernels.attention.linear;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.longstride.kernels.GoldenLayers;
import org.longstride.kernels.Goldens;
import org.longstride.kernels.Safetensors;
import org.longstride.kernels.attention.HeadArrays;
import org.longstride.kernels.attention.LucidrainsLayers;
import org.longstride.kernels.vector.LaneKernels;
import org.nd4j.shade.jackson.databind.JsonNode;

/** Whole language models of performer-pytorch come out right, with this attention inside. */
class PerformerModelTest {

  private static final LaneKernels KERNELS = LaneKernels.best();
  private static final int D = LucidrainsLayers.D;

  static Stream<String> models() {
    return Stream.of(
            "causal_rotary",
            "causal_generalized_glu",
            "causal_local_heads",
            "noncausal_abs_scalenorm")
        .map("lucidrains/performer_lm_"::concat)
        .filter(name -> Goldens.file(name).isPresent());
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("models")
  void logitsAgree(String name) {
    JsonNode config = Goldens.json(name + "/config.json");
    Safetensors golden = new Safetensors(Goldens.file(name + "/data.safetensors").orElseThrow());
    float[] x = embed(golden);
    for (int layer = 0; layer < 2; layer++) {
      String block = "weights.performer.net.layers." + layer + ".";
      float[] normed = norm(golden, block + "0", x);
      x = GoldenLayers.add(x, attend(golden, config, block + "0.fn.", normed));
      normed = norm(golden, block + "1", x);
      x =
          GoldenLayers.add(
              x, LucidrainsLayers.mlp(golden, block + "1.fn.fn.", normed, config.has("ff_glu")));
    }
    x = GoldenLayers.norm(golden, "weights.norm", x, 1e-5);
    boolean tied = config.path("tie_embed").asBoolean();
    String head = tied ? "weights.token_emb" : "weights.to_out";
    assertArrayEquals(golden.floats("logits"), GoldenLayers.dense(golden, head, x), 5e-5f);
  }

  private static float[] embed(Safetensors golden) {
    String positions =
        golden.has("weights.pos_emb.emb") ? "weights.pos_emb.emb" : "weights.pos_emb.emb.weight";
    float[] table = golden.floats("weights.token_emb.weight");
    float[] position = golden.floats(positions);
    float[] ids = golden.floats("input_ids");
    int size = golden.shape("weights.token_emb.weight")[1];
    float[] x = new float[ids.length * size];
    for (int i = 0; i < x.length; i++) {
      x[i] = table[(int) ids[i / size] * size + i % size] + position[i];
    }
    return x;
  }

  /** A layer norm, or where there is but one weight, a scale norm. */
  private static float[] norm(Safetensors golden, String layer, float[] x) {
    if (!golden.has(layer + ".g")) {
      return GoldenLayers.norm(golden, layer + ".norm", x, 1e-5);
    }
    int size = golden.shape("weights.norm.weight")[0];
    float[] y = new float[x.length];
    for (int i = 0; i < y.length; i++) {
      double square = 0;
      for (int c = i / size * size; c < (i / size + 1) * size; c++) {
        square += (double) x[c] * x[c];
      }
      y[i] = (float) (x[i] / Math.sqrt(square) * golden.floats(layer + ".g")[0]);
    }
    return y;
  }

  private static float[] attend(Safetensors golden, JsonNode config, String layer, float[] x) {
    int heads = config.path("heads").asInt();
    int local = config.path("local_attn_heads").asInt();
    int n = x.length / heads / D;
    float[] q = GoldenLayers.heads(GoldenLayers.dense(golden, layer + "to_q", x), n, heads, D);
    float[] k = GoldenLayers.heads(GoldenLayers.dense(golden, layer + "to_k", x), n, heads, D);
    float[] v = GoldenLayers.heads(GoldenLayers.dense(golden, layer + "to_v", x), n, heads, D);
    int split = (heads - local) * n * D;
    HeadArrays linear = LucidrainsLayers.arrays(heads - local, n, 0, split, q, k, v);
    if (golden.has("weights.layer_pos_emb.emb")) {
      float[] waves = golden.floats("weights.layer_pos_emb.emb");
      LucidrainsLayers.turnPairs(linear.q(), n, waves);
      LucidrainsLayers.turnPairs(linear.k(), n, waves);
    }
    float[] w = golden.floats(layer + "fast_attention.projection_matrix");
    boolean relu = config.path("generalized_attention").asBoolean();
    FeatureMap map = relu ? FeatureMap.relu(D, w) : FeatureMap.softmax(D, w);
    LinearAttention attention = new LinearAttention(KERNELS, map, 1);
    float[] out =
        Arrays.copyOf(
            config.path("causal").asBoolean()
                ? attention.causal(linear, KeyMaximum.WHOLE_SEQUENCE)
                : attention.bidirectional(linear),
            q.length);
    if (local > 0) {
      HeadArrays near = LucidrainsLayers.arrays(local, n, split, q.length, q, k, v);
      float[] frequencies = golden.floats(layer + "local_attn.rel_pos.inv_freq");
      LucidrainsLayers.turnHalves(near.q(), n, frequencies);
      LucidrainsLayers.turnHalves(near.k(), n, frequencies);
      float[] inBlocks = LucidrainsLayers.inBlocks(near, config.path("local_window_size").asInt());
      System.arraycopy(inBlocks, 0, out, split, inBlocks.length);
    }
    return GoldenLayers.dense(golden, layer + "to_out", GoldenLayers.tokens(out, n, heads, D));
  }
}
