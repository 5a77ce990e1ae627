package org.longstride.kernels.attention.routing;

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
import org.longstride.kernels.attention.ScoreOptions;
import org.longstride.kernels.vector.LaneKernels;
import org.nd4j.shade.jackson.databind.JsonNode;

/** Whole language models of routing-transformer come out right, with this attention inside. */
class RoutingModelTest {

  private static final int D = LucidrainsLayers.D;

  static Stream<String> models() {
    return Stream.of("causal", "causal_local_heads", "noncausal")
        .map("lucidrains/routing_lm_"::concat)
        .filter(name -> Goldens.file(name).isPresent());
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("models")
  void logitsAgree(String name) {
    JsonNode config = Goldens.json(name + "/config.json");
    Safetensors golden = new Safetensors(Goldens.file(name + "/data.safetensors").orElseThrow());
    float[] x = embed(golden);
    for (int layer = 0; layer < 2; layer++) {
      String block = "weights.routing_transformer.layers.layers." + layer + ".";
      float[] normed = GoldenLayers.norm(golden, block + "0.norm", x, 1e-5);
      x = GoldenLayers.add(x, attend(golden, config, block + "0.fn.", normed));
      normed = GoldenLayers.norm(golden, block + "1.norm", x, 1e-5);
      x = GoldenLayers.add(x, LucidrainsLayers.mlp(golden, block + "1.fn.fn.", normed, false));
    }
    x = GoldenLayers.norm(golden, "weights.norm", x, 1e-5);
    assertArrayEquals(golden.floats("logits"), GoldenLayers.dense(golden, "weights.out", x), 5e-5f);
  }

  private static float[] embed(Safetensors golden) {
    float[] table = golden.floats("weights.token_emb.weight");
    float[] ids = golden.floats("input_ids");
    int size = golden.shape("weights.token_emb.weight")[1];
    float[] x = new float[ids.length * size];
    for (int i = 0; i < x.length; i++) {
      x[i] = table[(int) ids[i / size] * size + i % size];
    }
    return x;
  }

  private static float[] attend(Safetensors golden, JsonNode config, String layer, float[] x) {
    int heads = config.path("heads").asInt();
    int local = config.path("n_local_attn_heads").asInt();
    int n = x.length / heads / D;
    float[] out = new float[x.length];
    if (local > 0) {
      float[] near = near(golden, layer, x, n, config.path("local_attn_window_size").asInt());
      System.arraycopy(near, 0, out, 0, near.length);
    }
    float[] routed = routed(golden, config, layer, x, n, heads - local);
    System.arraycopy(routed, 0, out, local * n * D, routed.length);
    return GoldenLayers.dense(golden, layer + "to_out", GoldenLayers.tokens(out, n, heads, D));
  }

  private static float[] routed(
      Safetensors golden, JsonNode config, String layer, float[] x, int n, int heads) {
    boolean causal = config.path("causal").asBoolean();
    boolean shared = !golden.has(layer + "to_k.weight");
    float[] waves = golden.floats("weights.sinu_pos_emb.emb");
    float[] q = heads(golden, layer + "to_q", x, n);
    float[] k = shared ? q.clone() : heads(golden, layer + "to_k", x, n);
    float[] v = heads(golden, layer + "to_v", x, n);
    // That code turns values too.
    for (float[] turned : new float[][] {q, k, v}) {
      LucidrainsLayers.turnPairs(turned, n, waves);
    }
    String means = layer + "global_attn.kmeans.means";
    Centroids centroids = new Centroids(heads, golden.shape(means)[1], D, golden.floats(means));
    int window = config.path("window_size").asInt();
    Routing routing =
        shared
            ? Routing.causal(centroids, window)
            : new Routing(
                centroids, window, causal, false, null, Routing.Blind.ZEROS, Routing.EPSILON);
    HeadArrays arrays = new HeadArrays(n, D, D, heads, heads, q, k, v, null);
    return new RoutingAttention(LaneKernels.best(), 1)
        .attend(arrays, routing, ScoreOptions.scaled(D));
  }

  /** Local heads, whose queries, keys and values come from one projection. */
  private static float[] near(Safetensors golden, String layer, float[] x, int n, int window) {
    float[] qkv = heads(golden, layer + "local_to_qkv", x, n);
    int third = qkv.length / 3;
    int heads = third / n / D;
    float[] q = Arrays.copyOfRange(qkv, 0, third);
    float[] k = Arrays.copyOfRange(qkv, third, 2 * third);
    float[] v = Arrays.copyOfRange(qkv, 2 * third, 3 * third);
    float[] frequencies = golden.floats(layer + "local_attn.rel_pos.inv_freq");
    LucidrainsLayers.turnHalves(q, n, frequencies);
    LucidrainsLayers.turnHalves(k, n, frequencies);
    return LucidrainsLayers.inBlocks(LucidrainsLayers.arrays(heads, n, 0, third, q, k, v), window);
  }

  private static float[] heads(Safetensors golden, String layer, float[] x, int n) {
    float[] y = GoldenLayers.dense(golden, layer, x);
    return GoldenLayers.heads(y, n, y.length / n / D, D);
  }
}
