package org.longstride.kernels.attention;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.longstride.kernels.Goldens;
import org.longstride.kernels.pattern.AttentionPattern;
import org.longstride.kernels.pattern.PatternCatalogue;
import org.longstride.kernels.pattern.PatternForm;
import org.longstride.kernels.pattern.Sequence;
import org.longstride.kernels.plan.AttentionPlan;
import org.longstride.kernels.vector.LaneKernels;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.shade.jackson.databind.JsonNode;

/** What comes out of attention, pattern by pattern: ours, the reference's, and other people's. */
class PatternOutputsTest {

  private static final int HEADS = 4;
  private static final int D = 8;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "full",
        "window(9, dilation=3) + global(0..1, 40)",
        "strided(8)",
        "strided(8, heads=merged)",
        "fixed(16, 4)",
        "fixed(16, 4, heads=merged)",
        "longformer(16, 2)",
        "bigbird(8, random=2, seed=3)",
        "bigbird(8, global=5)",
        "neighborhood(7, dilation=2)",
        "neighborhood(3x5 over 9x23, dilation=2x1)",
        "neighborhood(3x4 over 11x17, stride=2x2) + window(3) | stride(5)",
        "neighborhood(2x3x3 over 5x6x7, causal=1x0x0)",
      })
  void tilesAgreeWithTheReferenceHoweverTheyAreCut(String text) {
    AttentionPattern pattern = AttentionPattern.parse(text);
    int n = 207;
    Random random = new Random(text.hashCode());
    double[][][] q = values(random, n);
    double[][][] k = values(random, n);
    double[][][] v = values(random, n);
    for (boolean causal : new boolean[] {false, true}) {
      ScoreOptions options = ScoreOptions.scaled(D);
      double[][][] expected = ReferenceAttention.attend(q, k, v, pattern, 0, causal, options);
      AttentionPlan plan = AttentionPlan.of(pattern, 0, HEADS, HEADS, new Sequence(n, causal));
      float[][][] whole = attend(plan, q, k, v, n);
      float[][][] cut = attend(plan, q, k, v, 50);
      for (int head = 0; head < HEADS; head++) {
        for (int i = 0; i < n; i++) {
          assertArrayEquals(whole[head][i], cut[head][i], 0f);
          for (int c = 0; c < D; c++) {
            assertEquals(expected[head][i][c], whole[head][i][c], 2e-5);
          }
        }
      }
    }
  }

  static Stream<String> everyPattern() {
    return PatternCatalogue.forms().stream().map(PatternForm::example);
  }

  @ParameterizedTest
  @MethodSource("everyPattern")
  void everyPatternTakesPaddingSinksSoftCapsScalesAndGroupedHeads(String text) {
    int n = 207;
    Random random = new Random(text.hashCode());
    double[][][] q = values(random, n);
    double[][][] k = Arrays.copyOf(values(random, n), HEADS / 2);
    double[][][] v = Arrays.copyOf(values(random, n), HEADS / 2);
    boolean[] real = new boolean[n];
    for (int i = 0; i < n; i++) {
      real[i] = random.nextInt(4) > 0;
    }
    AttentionPattern pattern = AttentionPattern.parse(text).over(real);
    ScoreOptions options = new ScoreOptions(0.7f, 3f, new float[] {0.5f, -3f, 2f, -1f});
    for (boolean causal : new boolean[] {false, true}) {
      double[][][] expected = ReferenceAttention.attend(q, k, v, pattern, 0, causal, options);
      AttentionPlan plan = AttentionPlan.of(pattern, 0, HEADS, HEADS / 2, new Sequence(n, causal));
      INDArray actual =
          new TiledAttentionKernel(LaneKernels.best(), 2)
              .attend(array(q), array(k), array(v), plan, options);
      for (int head = 0; head < HEADS; head++) {
        for (int i = 0; i < n; i++) {
          for (int c = 0; c < D; c++) {
            assertEquals(expected[head][i][c], actual.getFloat(head, i, c), 2e-5);
            assertTrue(real[i] || actual.getFloat(head, i, c) == 0, "padding gets zeros");
          }
        }
      }
    }
  }

  private static INDArray array(double[][][] values) {
    return Nd4j.createFromArray(values).castTo(DataType.FLOAT);
  }

  private static double[][][] values(Random random, int n) {
    double[][][] values = new double[HEADS][n][D];
    for (double[][] head : values) {
      for (double[] row : head) {
        for (int c = 0; c < D; c++) {
          row[c] = (float) random.nextGaussian();
        }
      }
    }
    return values;
  }

  /** Tiled attention, so many queries a call; every query must come out once. */
  private static float[][][] attend(
      AttentionPlan plan, double[][][] q, double[][][] k, double[][][] v, int chunk) {
    int n = q[0].length;
    float[][][] out = new float[HEADS][n][];
    KeyValues kv = new RowKeyValues(rows(k), rows(v));
    TiledAttention attention = new TiledAttention(LaneKernels.best());
    for (int from = 0; from < n; from += chunk) {
      attention.attend(
          plan,
          from,
          Math.min(n, from + chunk),
          D,
          D,
          ScoreOptions.scaled(D),
          (head, tile, x, at) -> {
            for (int lane = 0; lane < tile.count(); lane++) {
              for (int c = 0; c < D; c++) {
                x[at + c * LaneKernels.LANES + lane] = (float) q[head][tile.query(lane)][c];
              }
            }
          },
          kv,
          (head, tile, o, sum) -> {
            for (int lane = 0; lane < tile.count(); lane++) {
              assertEquals(null, out[head][tile.query(lane)], "stored twice");
              float[] row = new float[D];
              for (int c = 0; c < D; c++) {
                row[c] = o[c * LaneKernels.LANES + lane];
              }
              out[head][tile.query(lane)] = row;
            }
          });
    }
    return out;
  }

  private record RowKeyValues(float[][] allKeys, float[][] allValues) implements KeyValues {
    @Override
    public FloatBuffer keys(int kvHead) {
      return FloatBuffer.wrap(allKeys[kvHead]);
    }

    @Override
    public FloatBuffer values(int kvHead) {
      return FloatBuffer.wrap(allValues[kvHead]);
    }

    @Override
    public int row(int token) {
      return token;
    }
  }

  private static float[][] rows(double[][][] values) {
    float[][] rows = new float[values.length][values[0].length * D];
    for (int head = 0; head < values.length; head++) {
      for (int i = 0; i < rows[head].length; i++) {
        rows[head][i] = (float) values[head][i / D][i % D];
      }
    }
    return rows;
  }

  @TestFactory
  List<DynamicTest> neighborhoodsComeOutAsThoseOfNatten() {
    Map<String, INDArray> tensors = Goldens.tensors("natten/na_outputs.safetensors");
    List<DynamicTest> tests = new ArrayList<>();
    for (JsonNode golden : Goldens.json("natten/na_outputs.json")) {
      String text =
          "neighborhood(%s over %s, dilation=%s, stride=%s, causal=%s)"
              .formatted(
                  sizes(golden.path("kernel_size")),
                  sizes(golden.path("shape")),
                  sizes(golden.path("dilation")),
                  sizes(golden.path("stride")),
                  sizes(golden.path("is_causal")));
      String prefix = "case" + golden.path("case").asInt() + ".";
      tests.add(
          dynamicTest(
              text,
              () ->
                  assertComesOut(
                      text,
                      false,
                      tensors.get(prefix + "q"),
                      tensors.get(prefix + "k"),
                      tensors.get(prefix + "v"),
                      tensors.get(prefix + "o"))));
    }
    return tests;
  }

  private static String sizes(JsonNode numbers) {
    List<String> sizes = new ArrayList<>();
    numbers.forEach(number -> sizes.add(String.valueOf(number.asInt())));
    return String.join("x", sizes);
  }

  @TestFactory
  List<DynamicTest> sparseTransformersComeOutAsOpenAis() {
    Map<String, INDArray> tensors = Goldens.tensors("openai_sparse/outputs.safetensors");
    List<DynamicTest> tests = new ArrayList<>();
    for (JsonNode golden : Goldens.json("openai_sparse/outputs.json")) {
      int context = golden.path("local_attn_ctx").asInt();
      int columns = golden.path("vertsize").asInt() * golden.path("blocksize").asInt();
      int slots = golden.path("num_verts").asInt();
      String text =
          switch (golden.path("mode").asText()) {
            case "all" -> "full";
            case "local" -> "window(" + context + ")";
            case "strided" -> "stride(" + context + ")";
            default -> "fixed(%d, %d, slots=%d, heads=merged)".formatted(context, columns, slots);
          };
      int number = golden.path("case").asInt();
      int heads = golden.path("heads").asInt();
      tests.add(
          dynamicTest(
              text + " " + number,
              () -> {
                INDArray[] qkvo = new INDArray[4];
                for (int batch = 0; batch < 2; batch++) {
                  for (int t = 0; t < 4; t++) {
                    INDArray all = tensors.get("case" + number + "." + "qkvo".charAt(t));
                    qkvo[t] = heads(all.slice(batch % all.size(0)), heads);
                  }
                  assertComesOut(text, true, qkvo[0], qkvo[1], qkvo[2], qkvo[3]);
                }
              }));
    }
    return tests;
  }

  /** [time, heads * d] to [heads, time, d]; what has three axes is so already. */
  private static INDArray heads(INDArray x, int heads) {
    return x.rank() == 3
        ? x
        : x.dup('c').reshape(x.size(0), heads, x.size(1) / heads).permute(1, 0, 2).dup('c');
  }

  private static void assertComesOut(
      String text, boolean causal, INDArray q, INDArray k, INDArray v, INDArray o) {
    int heads = (int) q.size(0);
    Sequence sequence = new Sequence((int) q.size(1), causal);
    AttentionPlan plan = AttentionPlan.of(AttentionPattern.parse(text), 0, heads, heads, sequence);
    INDArray actual =
        new TiledAttentionKernel(LaneKernels.best(), 2)
            .attend(q, k, v, plan, ScoreOptions.scaled((int) q.size(2)));
    assertArrayEquals(o.shape(), actual.shape());
    float[] expected = o.dup('c').data().asFloat();
    assertArrayEquals(expected, actual.dup('c').data().asFloat(), 1e-5f);
  }
}
