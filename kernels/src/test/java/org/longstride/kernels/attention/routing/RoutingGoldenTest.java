package org.longstride.kernels.attention.routing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.longstride.kernels.Goldens;
import org.longstride.kernels.Safetensors;
import org.longstride.kernels.attention.HeadArrays;
import org.longstride.kernels.attention.ScoreOptions;
import org.longstride.kernels.vector.LaneKernels;
import org.nd4j.shade.jackson.databind.JsonNode;

/** Routing by top picks gives what routing-transformer computes. */
class RoutingGoldenTest {

  private static final LaneKernels KERNELS = LaneKernels.best();

  static Stream<String> cases() {
    return Stream.of(
            "causal_separate_qk_mem1",
            "causal_shared_qk",
            "causal_shared_qk_mem2_T40",
            "noncausal",
            "noncausal_mask_b2",
            "short_seq_T7_lt_window")
        .map("lucidrains/routing_"::concat)
        .filter(name -> Goldens.file(name).isPresent());
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("cases")
  void agrees(String name) {
    JsonNode config = Goldens.json(name + "/config.json");
    Safetensors golden = new Safetensors(Goldens.file(name + "/data.safetensors").orElseThrow());
    int[] shape = golden.shape("q");
    int heads = shape[1];
    int n = shape[2];
    int d = shape[3];
    int clusters = config.get("num_clusters").asInt();
    int memory = config.get("num_mem_kv").asInt();
    Centroids centroids = new Centroids(heads, clusters, d, golden.floats("means"));
    Routing routing =
        new Routing(
            centroids,
            config.get("window_size").asInt(),
            config.get("causal").asBoolean(),
            config.get("shared_qk").asBoolean(),
            memory == 0
                ? null
                : new ClusterMemory(memory, golden.floats("mem_key"), golden.floats("mem_value")),
            Routing.Blind.MEAN,
            (float) config.get("scatter_mean_eps").asDouble());
    for (int b = 0; b < shape[0]; b++) {
      HeadArrays arrays =
          new HeadArrays(
              n,
              d,
              d,
              heads,
              heads,
              golden.part("q", b),
              golden.part("k", b),
              golden.part("v", b),
              golden.has("mask") ? booleans(golden.part("mask", b)) : null);
      float[] out =
          new RoutingAttention(KERNELS, 1).attend(arrays, routing, ScoreOptions.scaled(d));
      assertArrayEquals(golden.part("output", b), out, 2e-6f);
      assertPicks(golden, b, "q", arrays.q(), centroids, n);
      assertPicks(golden, b, "k", arrays.k(), centroids, n);
    }
  }

  private static void assertPicks(
      Safetensors golden, int b, String which, float[] x, Centroids centroids, int n) {
    int d = centroids.d();
    int clusters = centroids.clusters();
    float[] distances = golden.part(which + "_dists", b);
    float[] picks = golden.part(which + "_indices", b);
    int window = picks.length / centroids.kvHeads() / clusters;
    for (int head = 0; head < centroids.kvHeads(); head++) {
      Similarities similarities =
          Similarities.ofDirections(
              KERNELS, centroids, head, x, head * n * d, n, new float[clusters * n]);
      int[][] top = similarities.top(window);
      for (int cluster = 0; cluster < clusters; cluster++) {
        for (int token = 0; token < n; token++) {
          assertEquals(
              distances[(head * n + token) * clusters + cluster],
              similarities.scores()[cluster * n + token],
              1e-6);
        }
        int at = (head * clusters + cluster) * window;
        float[] expected = Arrays.copyOfRange(picks, at, at + window);
        Arrays.sort(expected);
        for (int i = 0; i < window; i++) {
          assertEquals((int) expected[i], top[cluster][i]);
        }
      }
    }
  }

  private static boolean[] booleans(float[] x) {
    boolean[] mask = new boolean[x.length];
    for (int i = 0; i < x.length; i++) {
      mask[i] = x[i] != 0;
    }
    return mask;
  }
}
