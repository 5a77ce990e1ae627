package org.longstride.kernels.attention.bf16;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.longstride.kernels.attention.KeyValues;
import org.longstride.kernels.attention.Queries;
import org.longstride.kernels.attention.RangeAttention;
import org.longstride.kernels.attention.RangeAttentionKernel;
import org.longstride.kernels.attention.ReferenceAttention;
import org.longstride.kernels.attention.ScoreOptions;
import org.longstride.kernels.pattern.AttentionPattern;
import org.longstride.kernels.pattern.QueryTile;
import org.longstride.kernels.pattern.Sequence;
import org.longstride.kernels.plan.AttentionPlan;
import org.longstride.kernels.vector.BfloatKernels;
import org.longstride.kernels.vector.LaneKernels;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Attention in bfloat16 against the double-precision reference, and against itself bit for bit.
 * Where this machine cannot compute in bfloat16, each test asks for the refusal instead.
 */
abstract class BfloatAttentionJudge {

  private final Precision precision;
  private final BfloatProducts products;

  BfloatAttentionJudge(Precision precision, BfloatProducts products) {
    this.precision = precision;
    this.products = products;
  }

  /**
   * Of numbers that the reference has in bfloat16 too, only weights are rounded: by at most 2^-8 of
   * each, up and down.
   */
  private static final double WEIGHT_ROUNDING = 1.0 / 128;

  private static final int HEADS = 4;
  private static final int KV_HEADS = 2;

  private record Case(String pattern, int n, int d, int dv, boolean causal) {
    AttentionPlan plan() {
      return AttentionPlan.of(
          AttentionPattern.parse(pattern), 0, HEADS, KV_HEADS, new Sequence(n, causal));
    }
  }

  static Stream<Case> cases() {
    Stream.Builder<Case> cases = Stream.builder();
    for (boolean causal : new boolean[] {true, false}) {
      for (int n : new int[] {1, 2, 13, 64, 65, 207, 702}) {
        cases.add(new Case("full", n, 64, 64, causal));
        cases.add(new Case("window(100)", n, 16, 5, causal));
        cases.add(new Case("stride(7)", n, 33, 33, causal));
        cases.add(new Case("window(40) + stride(9)", n, 12, 80, causal));
        cases.add(new Case("window(70, dilation=3) | block(50)", n, 128, 128, causal));
        cases.add(new Case("window(20) + global(0..3) | bigbird(16)", n, 8, 130, causal));
      }
    }
    return cases.build();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void agreesWithTheReferenceOnRoundedNumbers(Case c) {
    assertAgrees(c, new ScoreOptions(0.13f, 0, null), 1f);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void agreesWithTheReferenceWithSoftCapAndSinks(Case c) {
    assertAgrees(c, new ScoreOptions(1.7f, 7.5f, new float[] {0.5f, -3f, 2f, 30f}), 1f);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void agreesWhereScoresLeaveTheRangeOfFloats(Case c) {
    assertAgrees(c, new ScoreOptions(4f, 0, new float[] {-100f, 0f, 200f, 1f}), 4f);
  }

  private void assertAgrees(Case c, ScoreOptions options, float spread) {
    if (refused()) {
      return;
    }
    Random random = new Random(c.n() * 1000L + c.d());
    double[][][] q = rounded(random, HEADS, c.n(), c.d(), spread);
    double[][][] k = rounded(random, KV_HEADS, c.n(), c.d(), spread);
    double[][][] v = rounded(random, KV_HEADS, c.n(), c.dv(), 1f);
    double[][][] expected =
        ReferenceAttention.attend(
            q, k, v, AttentionPattern.parse(c.pattern()), 0, c.causal(), options);
    INDArray actual = kernel(2).attend(array(q), array(k), array(v), c.plan(), options);
    for (int head = 0; head < HEADS; head++) {
      for (int i = 0; i < c.n(); i++) {
        for (int f = 0; f < c.dv(); f++) {
          assertEquals(expected[head][i][f], actual.getFloat(head, i, f), WEIGHT_ROUNDING);
        }
      }
    }
  }

  @Test
  void roundingOfInputsCostsSomeHundredths() {
    if (refused()) {
      return;
    }
    Case c = new Case("window(256)", 700, 64, 64, true);
    Random random = new Random(17);
    double[][][] q = values(random, HEADS, c.n(), c.d());
    double[][][] k = values(random, KV_HEADS, c.n(), c.d());
    double[][][] v = values(random, KV_HEADS, c.n(), c.dv());
    ScoreOptions options = ScoreOptions.scaled(c.d());
    double[][][] expected =
        ReferenceAttention.attend(
            q, k, v, AttentionPattern.parse(c.pattern()), 0, c.causal(), options);
    INDArray actual = kernel(1).attend(array(q), array(k), array(v), c.plan(), options);
    double largest = 0;
    double squares = 0;
    for (int head = 0; head < HEADS; head++) {
      for (int i = 0; i < c.n(); i++) {
        for (int f = 0; f < c.dv(); f++) {
          double error = expected[head][i][f] - actual.getFloat(head, i, f);
          largest = Math.max(largest, Math.abs(error));
          squares += error * error;
        }
      }
    }
    double mean = Math.sqrt(squares / (HEADS * c.n() * c.dv()));
    assertTrue(largest < 0.03, "largest error " + largest);
    assertTrue(mean < 0.001, "root mean square error " + mean);
    assertTrue(mean > 1e-5, "root mean square error " + mean + ": is this bfloat16?");
  }

  static Stream<Case> longer() {
    return Stream.of(
        new Case("window(100) + stride(64)", 5000, 16, 16, true),
        new Case("window(70, dilation=7) | window(70, dilation=9)", 5000, 16, 16, true),
        new Case("window(100) | full", 4500, 16, 16, false));
  }

  @ParameterizedTest
  @MethodSource("longer")
  void outputsDoNotDependOnThreads(Case c) {
    if (refused()) {
      return;
    }
    Random random = new Random(c.n());
    INDArray q = array(values(random, HEADS, c.n(), c.d()));
    INDArray k = array(values(random, KV_HEADS, c.n(), c.d()));
    INDArray v = array(values(random, KV_HEADS, c.n(), c.dv()));
    ScoreOptions options = ScoreOptions.scaled(c.d());
    INDArray one = kernel(1).attend(q, k, v, c.plan(), options);
    INDArray three = kernel(3).attend(q, k, v, c.plan(), options);
    assertArrayEquals(one.data().asFloat(), three.data().asFloat());
  }

  static Stream<Case> cuts() {
    return Stream.of(
        new Case("full", 1300, 24, 24, true),
        new Case("window(90) + stride(5)", 1000, 24, 24, true),
        new Case("window(33, dilation=4)", 1000, 24, 24, true),
        new Case("fixed(32, 4)", 1000, 24, 24, true),
        new Case("bigbird(32)", 1000, 24, 24, true),
        new Case("window(200)", 1000, 64, 64, true));
  }

  @ParameterizedTest
  @MethodSource("cuts")
  void outputsDoNotDependOnHowTheSequenceIsCut(Case c) {
    if (refused()) {
      return;
    }
    for (float spread : new float[] {1, 6}) {
      float[] whole = cut(c, c.n(), spread, false);
      for (int part : new int[] {1, 37, 64, 320}) {
        assertArrayEquals(whole, cut(c, part, spread, false), c + " in parts of " + part);
        assertArrayEquals(whole, cutRows(c, part, spread), c + " in place, parts of " + part);
        assertArrayEquals(whole, cut(c, part, spread, true), c + " in parts of " + part);
      }
    }
  }

  /** A thread computes one document after another with the same scratch memory. */
  @Test
  void outputsDoNotDependOnWhatWasComputedBefore() {
    if (refused()) {
      return;
    }
    RangeAttention used = precision.attention(LaneKernels.best());
    Random random = new Random(11);
    List<String> patterns = List.of("window(90)", "full", "stride(64)", "window(32) + global(0)");
    for (int round = 0; round < 60; round++) {
      String pattern = patterns.get(random.nextInt(patterns.size()));
      Case c = new Case(pattern, 1 + random.nextInt(1200), 8, 8, true);
      int part = 64 * (1 + random.nextInt(19));
      assertArrayEquals(cut(c, c.n(), 1, false), cut(used, c, part, 1, false, false), c.toString());
    }
  }

  /** Layouts are kept: those of the same heads in another plan may be others. */
  @Test
  void outputsDoNotDependOnPlansThatShareHeads() {
    if (refused()) {
      return;
    }
    RangeAttention used = precision.attention(LaneKernels.best());
    String one = "window(70, dilation=7)";
    String other = "window(70, dilation=9)";
    for (String pattern : List.of(one, one + " | " + other, other, one)) {
      Case c = new Case(pattern, 3000, 16, 16, true);
      for (int part : new int[] {3000, 640}) {
        float[] fresh = cut(c, part, 1, false);
        assertArrayEquals(fresh, cut(used, c, part, 1, false, false), c.toString());
      }
    }
  }

  private float[] cut(Case c, int part, float spread, boolean forgets) {
    return cut(precision.attention(LaneKernels.best()), c, part, spread, forgets, false);
  }

  /** The same where queries are rows of Java arrays. */
  private float[] cutRows(Case c, int part, float spread) {
    return cut(precision.attention(LaneKernels.best()), c, part, spread, false, true);
  }

  /**
   * Attends part by part.
   *
   * @param forgets whether keys are NaN while no query of the part may see them
   * @param inPlace whether queries are read where they lie
   */
  private static float[] cut(
      RangeAttention attention, Case c, int part, float spread, boolean forgets, boolean inPlace) {
    int n = c.n();
    int d = c.d();
    Random random = new Random(3);
    float[] q = floats(random, HEADS * n * d, spread);
    float[][] k = {floats(random, n * d, spread), floats(random, n * d, spread)};
    float[][] v = {floats(random, n * d, 1), floats(random, n * d, 1)};
    AttentionPlan plan = c.plan();
    float[] out = new float[HEADS * n * d];
    for (int from = 0; from < n; from += part) {
      int to = Math.min(n, from + part);
      KeyValues kv =
          forgets
              ? new Rows(known(k, plan, from, to, d), known(v, plan, from, to, d))
              : new Rows(k, v);
      attention.attend(
          plan,
          from,
          to,
          d,
          d,
          ScoreOptions.scaled(d),
          inPlace ? new InPlace(q, n, d) : new InLanes(q, n, d),
          kv,
          (head, tile, o, lse) -> {
            for (int i = 0; i < tile.count() * d; i++) {
              out[(head * n + tile.query(i / d)) * d + i % d] = o[i % d * 64 + i / d];
            }
          });
    }
    return out;
  }

  private static float[][] known(float[][] all, AttentionPlan plan, int from, int to, int d) {
    float[][] known = {all[0].clone(), all[1].clone()};
    for (int key = 0; key < all[0].length / d; key++) {
      if (key >= to || key < from && !plan.retains(key, from)) {
        for (float[] rows : known) {
          java.util.Arrays.fill(rows, key * d, (key + 1) * d, Float.NaN);
        }
      }
    }
    return known;
  }

  /** Queries {@code [HEADS, n, d]}, which are loaded into lanes. */
  private record InLanes(float[] q, int n, int d) implements Queries {
    @Override
    public void load(int head, QueryTile tile, float[] x, int at) {
      for (int i = 0; i < tile.count() * d; i++) {
        int query = tile.query(i / d);
        assertTrue(query >= 0 && query < n);
        x[at + i % d * 64 + i / d] = q[(head * n + query) * d + i % d];
      }
    }
  }

  /** The same as rows, which nobody loads. */
  private record InPlace(float[] q, int n, int d) implements Queries {
    @Override
    public void load(int head, QueryTile tile, float[] x, int at) {
      throw new AssertionError("they are rows");
    }

    @Override
    public Optional<FloatBuffer> rows(int head) {
      return Optional.of(FloatBuffer.wrap(q, head * n * d, n * d).slice());
    }
  }

  private record Rows(float[][] k, float[][] v) implements KeyValues {
    @Override
    public FloatBuffer keys(int kvHead) {
      return FloatBuffer.wrap(k[kvHead]);
    }

    @Override
    public FloatBuffer values(int kvHead) {
      return FloatBuffer.wrap(v[kvHead]);
    }

    @Override
    public int row(int token) {
      return token;
    }
  }

  @Test
  void sumsOfWeightsAreZeroWhereNoKeyIsSeen() {
    if (refused()) {
      return;
    }
    int n = 200;
    int d = 16;
    Random random = new Random(9);
    float[] q = floats(random, HEADS * n * d, 1);
    float[][] k = {floats(random, n * d, 1), floats(random, n * d, 1)};
    // No column lies before query 14, and one before every later query.
    AttentionPlan plan = new Case("columns(16, 2, slots=1)", n, d, d, true).plan();
    precision
        .attention(LaneKernels.best())
        .attend(
            plan,
            0,
            n,
            d,
            d,
            ScoreOptions.scaled(d),
            (head, tile, x, at) -> {
              for (int i = 0; i < tile.count() * d; i++) {
                x[at + i % d * 64 + i / d] = q[(head * n + tile.query(i / d)) * d + i % d];
              }
            },
            new Rows(k, k),
            (head, tile, o, sum) -> {
              for (int i = 0; i < tile.count(); i++) {
                assertEquals(tile.query(i) < 14, sum[i] == 0, "query " + tile.query(i));
                assertEquals(tile.query(i) < 14, o[i] == 0, "query " + tile.query(i));
              }
            });
  }

  /** True where this machine cannot: then it must say so. */
  private boolean refused() {
    if (BfloatHardware.here().missing(products).isEmpty()) {
      return false;
    }
    assertThrows(UnsupportedOperationException.class, precision::requireHardware);
    assertThrows(
        UnsupportedOperationException.class, () -> precision.attention(LaneKernels.best()));
    return true;
  }

  private RangeAttentionKernel kernel(int threads) {
    return new RangeAttentionKernel(() -> precision.attention(LaneKernels.best()), threads);
  }

  private static double[][][] values(Random random, int heads, int n, int d) {
    double[][][] values = new double[heads][n][d];
    for (double[][] head : values) {
      for (double[] row : head) {
        for (int c = 0; c < d; c++) {
          row[c] = (float) random.nextGaussian();
        }
      }
    }
    return values;
  }

  private static double[][][] rounded(Random random, int heads, int n, int d, float spread) {
    double[][][] values = values(random, heads, n, d);
    for (double[][] head : values) {
      for (double[] row : head) {
        for (int c = 0; c < d; c++) {
          row[c] = BfloatKernels.rounded((float) row[c] * spread);
        }
      }
    }
    return values;
  }

  private static INDArray array(double[][][] values) {
    return Nd4j.createFromArray(values).castTo(DataType.FLOAT);
  }

  private static float[] floats(Random random, int count, float spread) {
    float[] x = new float[count];
    for (int i = 0; i < count; i++) {
      x[i] = (float) random.nextGaussian() * spread;
    }
    return x;
  }
}
