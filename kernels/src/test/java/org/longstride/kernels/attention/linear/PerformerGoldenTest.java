package org.longstride.kernels.attention.linear;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.longstride.kernels.GoldenLayers;
import org.longstride.kernels.Goldens;
import org.longstride.kernels.Safetensors;
import org.longstride.kernels.attention.HeadArrays;
import org.longstride.kernels.vector.LaneKernels;

/** Linear attention gives what performer-pytorch computes. */
class PerformerGoldenTest {

  static Stream<String> favor() {
    return Stream.of("softmax", "generalized_relu", "no_projection")
        .flatMap(kind -> Stream.of("_causal", "_noncausal").map(kind::concat))
        .flatMap(name -> Stream.of("_T40", "_T150").map(name::concat))
        .map("lucidrains/favor_"::concat)
        .filter(name -> Goldens.file(name).isPresent());
  }

  static Stream<String> selfAttention() {
    return Stream.of("causal", "noncausal", "noncausal_mask")
        .map("lucidrains/performer_selfattn_"::concat)
        .filter(name -> Goldens.file(name).isPresent());
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("favor")
  void favorAgrees(String name) {
    Safetensors golden = read(name);
    int[] shape = golden.shape("q");
    int heads = shape[1];
    int d = shape[3];
    FeatureMap map = map(name, d, golden.floats("projection_matrix"));
    HeadArrays arrays =
        new HeadArrays(
            shape[2],
            d,
            d,
            heads,
            heads,
            golden.floats("q"),
            golden.floats("k"),
            golden.floats("v"),
            null);
    assertArrayEquals(golden.floats("output"), attend(name, map, arrays), 2e-6f);
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("selfAttention")
  void selfAttentionAgrees(String name) {
    Safetensors golden = read(name);
    int batch = golden.shape("input")[0];
    int n = golden.shape("input")[1];
    int size = golden.shape("input")[2];
    int heads = 4;
    int d = size / heads;
    FeatureMap map =
        FeatureMap.softmax(d, golden.floats("weights.fast_attention.projection_matrix"));
    for (int b = 0; b < batch; b++) {
      float[] input = golden.part("input", b);
      float[] v =
          GoldenLayers.heads(GoldenLayers.dense(golden, "weights.to_v", input), n, heads, d);
      if (golden.has("mask")) {
        // That code only blanks the values of padding; its keys stay in the normaliser.
        float[] mask = golden.part("mask", b);
        for (int i = 0; i < v.length; i++) {
          v[i] *= mask[i / d % n];
        }
      }
      HeadArrays arrays =
          new HeadArrays(
              n,
              d,
              d,
              heads,
              heads,
              GoldenLayers.heads(GoldenLayers.dense(golden, "weights.to_q", input), n, heads, d),
              GoldenLayers.heads(GoldenLayers.dense(golden, "weights.to_k", input), n, heads, d),
              v,
              null);
      float[] joined = GoldenLayers.tokens(attend(name, map, arrays), n, heads, d);
      assertArrayEquals(
          golden.part("output", b), GoldenLayers.dense(golden, "weights.to_out", joined), 1e-5f);
    }
  }

  private static Safetensors read(String name) {
    Optional<Path> file = Goldens.file(name + "/data.safetensors");
    return new Safetensors(file.orElseThrow());
  }

  private static FeatureMap map(String name, int d, float[] projection) {
    if (name.contains("no_projection")) {
      return FeatureMap.exponential(d);
    }
    return name.contains("relu")
        ? FeatureMap.relu(d, projection)
        : FeatureMap.softmax(d, projection);
  }

  private static float[] attend(String name, FeatureMap map, HeadArrays arrays) {
    LinearAttention attention = new LinearAttention(LaneKernels.best(), map, 1);
    return name.contains("noncausal")
        ? attention.bidirectional(arrays)
        : attention.causal(arrays, KeyMaximum.WHOLE_SEQUENCE);
  }
}
