package org.longstride.kernels.attention;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.longstride.kernels.pattern.AttentionPattern;
import org.longstride.kernels.pattern.KeyRanges;
import org.longstride.kernels.pattern.QueryOrder;
import org.longstride.kernels.pattern.QueryTile;
import org.longstride.kernels.pattern.Sequence;
import org.longstride.kernels.pattern.Term;
import org.longstride.kernels.plan.AttentionPlan;
import org.longstride.kernels.vector.LaneKernels;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** The tiled kernel agrees with the double-precision reference, and with itself bit for bit. */
class TiledAttentionTest {

  /** Keys at most {@code size - 1} back, said by the test's own terms. */
  private record Recent(int size) implements Term {
    @Override
    public boolean attends(Sequence sequence, int query, int key) {
      return Math.abs(query - key) < size;
    }

    @Override
    public void reach(Sequence sequence, QueryTile queries, KeyRanges keys) {
      keys.add(queries.first() - size + 1L, (long) queries.last() + size);
    }
  }

  /** Every {@code step}th key, computed one residue class at a time. */
  private record Every(int step) implements Term {
    @Override
    public boolean attends(Sequence sequence, int query, int key) {
      return (query - key) % step == 0;
    }

    @Override
    public void reach(Sequence sequence, QueryTile queries, KeyRanges keys) {
      keys.add(queries.first() % step, sequence.length(), step);
    }

    @Override
    public QueryOrder order(Sequence sequence) {
      return QueryOrder.every(step);
    }
  }

  /** Only key 5: most queries of a short sequence see nothing. */
  private record OnlyKeyFive() implements Term {
    @Override
    public boolean attends(Sequence sequence, int query, int key) {
      return key == 5;
    }

    @Override
    public void reach(Sequence sequence, QueryTile queries, KeyRanges keys) {
      keys.add(5, 6);
      keys.add(3, 7);
    }
  }

  /** The first query sees runs of 33 keys; others see themselves. */
  private record FirstSeesRuns() implements Term {
    @Override
    public boolean attends(Sequence sequence, int query, int key) {
      return key % 34 != 33 && (query == 0 || key == query);
    }

    @Override
    public void reach(Sequence sequence, QueryTile queries, KeyRanges keys) {
      int from = queries.first();
      int to = queries.first() == 0 ? sequence.length() : queries.last() + 1;
      for (int key = from; key < to; key++) {
        if (key % 34 != 33) {
          keys.add(key, key + 1);
        }
      }
    }
  }

  private static AttentionPattern union(Term... terms) {
    return (layer, head, heads) -> List.of(terms);
  }

  private static AttentionPattern parse(String pattern) {
    return AttentionPattern.parse(pattern);
  }

  private static AttentionPattern alternate(Term even, Term odd) {
    return (layer, head, heads) -> List.of(head % 2 == 0 ? even : odd);
  }

  private record Case(String name, AttentionPattern pattern, int n, int d, int dv, boolean causal) {
    @Override
    public String toString() {
      return name + ", n=" + n + ", d=" + d + ", dv=" + dv + (causal ? ", causal" : "");
    }
  }

  static Stream<Case> cases() {
    Stream.Builder<Case> cases = Stream.builder();
    for (boolean causal : new boolean[] {true, false}) {
      for (int n : new int[] {1, 2, 13, 64, 65, 207, 702}) {
        cases.add(new Case("window", union(new Recent(17)), n, 12, 12, causal));
        cases.add(new Case("stride", union(new Every(7)), n, 16, 5, causal));
        cases.add(new Case("merged", union(new Recent(8), new Every(7)), n, 33, 33, causal));
        cases.add(new Case("split", alternate(new Recent(200), new Every(3)), n, 64, 64, causal));
        cases.add(new Case("one key", union(new OnlyKeyFive(), new Recent(1)), n, 8, 8, causal));
      }
    }
    for (boolean causal : new boolean[] {true, false}) {
      cases.add(new Case("image", parse("neighborhood(5x3 over 20x19)"), 391, 20, 33, causal));
      cases.add(new Case("image", parse("neighborhood(7x7 over 32x24)"), 768, 64, 64, causal));
      // So many tiles that batches in turn share keys.
      cases.add(new Case("strips", parse("neighborhood(5x5 over 80x33)"), 2640, 8, 20, causal));
      cases.add(
          new Case(
              "dilated", parse("neighborhood(3x5 over 17x30, dilation=2x3)"), 510, 9, 16, causal));
      cases.add(new Case("volume", parse("neighborhood(3x3x3 over 7x8x9)"), 504, 16, 40, causal));
      cases.add(
          new Case(
              "image and globals",
              parse("neighborhood(3x3 over 16x16) + global(0..2)"),
              256,
              16,
              16,
              causal));
    }
    for (boolean causal : new boolean[] {true, false}) {
      // Side by side where sixteen classes are alike: all of them, some, with two planes of
      // features, with more keys than are fetched at once, and with a window taken out.
      for (int n : new int[] {16, 255, 256, 702}) {
        cases.add(new Case("stride", parse("stride(16)"), n, 16, 20, causal));
        cases.add(new Case("stride", parse("stride(37)"), n, 70, 33, causal));
      }
      cases.add(new Case("stride", parse("stride(33)"), 2500, 130, 8, causal));
      cases.add(new Case("stride", parse("stride(16)"), 2345, 8, 16, causal));
      cases.add(new Case("strided", parse("window(20) + stride(18)"), 900, 12, 64, causal));
    }
    cases.add(new Case("runs", union(new FirstSeesRuns()), 515, 16, 16, false));
    cases.add(new Case("unseen", union(new OnlyKeyFive()), 100, 8, 8, true));
    return cases.build();
  }

  private static final int HEADS = 4;
  private static final int KV_HEADS = 2;

  @ParameterizedTest
  @MethodSource("cases")
  void agreesWithTheReference(Case c) {
    assertAgrees(c, ScoreOptions.scaled(c.d()), 1f);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void agreesWithTheReferenceWithSoftCapSinksAndLargeScores(Case c) {
    float[] sinks = {0.5f, -3f, 2f, 30f};
    assertAgrees(c, new ScoreOptions(0.8f, 20f, sinks), 4f);
  }

  private static void assertAgrees(Case c, ScoreOptions options, float spread) {
    Random random = new Random(c.n() * 1000L + c.d());
    double[][][] q = values(random, HEADS, c.n(), c.d(), spread);
    double[][][] k = values(random, KV_HEADS, c.n(), c.d(), spread);
    double[][][] v = values(random, KV_HEADS, c.n(), c.dv(), 1f);
    double[][][] expected = ReferenceAttention.attend(q, k, v, c.pattern(), 0, c.causal(), options);
    AttentionPlan plan =
        AttentionPlan.of(c.pattern(), 0, HEADS, KV_HEADS, new Sequence(c.n(), c.causal()));
    INDArray actual =
        new TiledAttentionKernel(LaneKernels.best(), 1)
            .attend(array(q), array(k), array(v), plan, options);
    for (int head = 0; head < HEADS; head++) {
      for (int i = 0; i < c.n(); i++) {
        for (int f = 0; f < c.dv(); f++) {
          assertEquals(expected[head][i][f], actual.getFloat(head, i, f), 2e-5 * spread);
        }
      }
    }
    assertSameOnPartsOfArrays(array(q), array(k), array(v), plan, options, actual);
  }

  /** Rows in the middle of Java arrays are read and written where they lie, and nothing else is. */
  private static void assertSameOnPartsOfArrays(
      INDArray q, INDArray k, INDArray v, AttentionPlan plan, ScoreOptions options, INDArray o) {
    AttentionShapes shapes = AttentionShapes.of(q, k, v, plan);
    FloatBuffer[] out = parts(o.like().assign(0));
    new TiledAttentionKernel(LaneKernels.best(), 1)
        .attend(parts(q), new SequenceKeyValues(parts(k), parts(v)), shapes, plan, options, out);
    for (int head = 0; head < HEADS; head++) {
      float[] around = out[head].array();
      int from = out[head].arrayOffset();
      int to = from + out[head].capacity();
      assertArrayEquals(
          o.get(NDArrayIndex.point(head)).reshape(to - from).toFloatVector(),
          Arrays.copyOfRange(around, from, to));
      Arrays.fill(around, from, to, Float.NaN);
      for (float left : around) {
        assertTrue(Float.isNaN(left));
      }
    }
  }

  /** Each head in an array of its own, between numbers that nobody may read. */
  private static FloatBuffer[] parts(INDArray heads) {
    FloatBuffer[] parts = new FloatBuffer[(int) heads.size(0)];
    for (int head = 0; head < parts.length; head++) {
      float[] rows = heads.slice(head).dup('c').reshape(heads.slice(head).length()).toFloatVector();
      float[] wide = new float[rows.length + 100];
      Arrays.fill(wide, Float.NaN);
      System.arraycopy(rows, 0, wide, 37, rows.length);
      parts[head] = FloatBuffer.wrap(wide, 37, rows.length).slice();
    }
    return parts;
  }

  @Test
  void outputsDoNotDependOnHowTheSequenceIsCut() {
    int n = 1000;
    int d = 24;
    Random random = new Random(3);
    float[] q = floats(random, HEADS * n * d);
    float[][] k = {floats(random, n * d), floats(random, n * d)};
    float[][] v = {floats(random, n * d), floats(random, n * d)};
    List<AttentionPattern> patterns =
        List.of(
            union(new Recent(90), new Every(5)),
            union(new Recent(7)),
            parse("stride(16)"),
            parse("window(30) + stride(21)"),
            parse("neighborhood(5x7 over 31x32)"),
            parse("neighborhood(3x3 over 90x11)"),
            parse("neighborhood(5x5 over 20x50) + global(7..9)"));
    for (AttentionPattern pattern : patterns) {
      float[] whole = cut(q, k, v, pattern, n, d, n);
      for (int part : new int[] {1, 37, 64, 320}) {
        assertArrayEquals(whole, cut(q, k, v, pattern, n, d, part));
      }
    }
  }

  /**
   * A thread scores one document after another with the same scratch memory: once, a tile took over
   * what another tile of its batch still needed, after some lengths and not after others.
   */
  @Test
  void outputsDoNotDependOnWhatWasComputedBefore() {
    int d = 8;
    List<AttentionPattern> patterns =
        List.of(
            parse("window(32)"),
            parse("neighborhood(3x5 over 40x40)"),
            parse("stride(64)"),
            parse("stride(16)"),
            parse("window(64) + global(0..3)"));
    TiledAttention used = new TiledAttention(LaneKernels.best());
    Random lengths = new Random(11);
    for (int round = 0; round < 60; round++) {
      AttentionPattern pattern = patterns.get(lengths.nextInt(patterns.size()));
      int n = 1 + lengths.nextInt(1600);
      Random random = new Random(n);
      float[] q = floats(random, HEADS * n * d);
      float[][] k = {floats(random, n * d), floats(random, n * d)};
      float[][] v = {floats(random, n * d), floats(random, n * d)};
      int part = 64 * (1 + lengths.nextInt(25));
      float[] fresh = cut(q, k, v, pattern, n, d, n);
      assertArrayEquals(fresh, cut(used, q, k, v, pattern, n, d, part), pattern + ", n=" + n);
    }
  }

  /** What is not a number stays in its own sequence: what scratch holds of it reaches no sum. */
  @Test
  void outputsDoNotDependOnWhatIsNotANumberBefore() {
    int longest = 1600;
    Random lengths = new Random(5);
    for (String text :
        List.of(
            "full",
            "window(32)",
            "stride(64)",
            "stride(16)",
            "window(64) + global(0..3)",
            "neighborhood(3x5 over 40x40)",
            "neighborhood(7x7 over 20x72)",
            "neighborhood(3x3x5 over 8x10x20)",
            "neighborhood(5x5 over 30x50, dilation=2x3)",
            "neighborhood(7)")) {
      TiledAttention used = new TiledAttention(LaneKernels.best());
      for (int round = 0; round < 4; round++) {
        int d = 1 + lengths.nextInt(40);
        float[] nan = new float[HEADS * longest * d];
        Arrays.fill(nan, Float.NaN);
        cut(
            used,
            nan,
            new float[][] {nan, nan},
            new float[][] {nan, nan},
            parse(text),
            longest,
            d,
            longest);
        int n = 1 + lengths.nextInt(longest);
        Random random = new Random(n);
        float[] q = floats(random, HEADS * n * d);
        float[][] k = {floats(random, n * d), floats(random, n * d)};
        float[][] v = {floats(random, n * d), floats(random, n * d)};
        float[] fresh = cut(q, k, v, parse(text), n, d, n);
        float[] after = cut(used, q, k, v, parse(text), n, d, n);
        assertArrayEquals(fresh, after, text + ", n=" + n + ", d=" + d);
      }
    }
  }

  /** As in layer after layer: laid out for the first, whose keys may lie elsewhere. */
  @Test
  void outputsDoNotDependOnWhetherTilesWereLaidOutBefore() {
    int d = 8;
    for (String text :
        List.of(
            "window(32)",
            "stride(64) + window(70)",
            "stride(19)",
            "fixed(64, 4)",
            "bigbird(32)",
            "neighborhood(3x5 over 40x40)")) {
      for (int n : new int[] {100, 1600}) {
        TiledAttention used = new TiledAttention(LaneKernels.best());
        AttentionPlan plan =
            AttentionPlan.of(parse(text), 0, HEADS, KV_HEADS, new Sequence(n, true));
        Random random = new Random(n);
        for (int layer = 0; layer < 3; layer++) {
          float[] q = floats(random, HEADS * n * d);
          float[][] k = {floats(random, n * d), floats(random, n * d)};
          float[][] v = {floats(random, n * d), floats(random, n * d)};
          float[] fresh = cut(q, k, v, parse(text), n, d, n);
          float[] again =
              layer % 2 == 0
                  ? cut(used, plan, token -> token, q, k, v, d, n)
                  : cut(
                      used,
                      plan,
                      token -> n - 1 - token,
                      q,
                      backwards(k, d),
                      backwards(v, d),
                      d,
                      n);
          assertArrayEquals(fresh, again, text + ", n=" + n + ", layer " + layer);
        }
      }
    }
  }

  /** A caller may use the array for the next sequence, while its layout is kept. */
  @Test
  void aPatternKeepsWhatItWasGivenOfASequence() {
    int d = 8;
    int n = 300;
    Random random = new Random(21);
    float[] q = floats(random, HEADS * n * d);
    float[][] k = {floats(random, n * d), floats(random, n * d)};
    float[][] v = {floats(random, n * d), floats(random, n * d)};
    boolean[] real = new boolean[n];
    Arrays.fill(real, 0, 200, true);
    AttentionPattern pattern = parse("window(32)").over(real);
    float[] before = cut(q, k, v, pattern, n, d, n);
    Arrays.fill(real, 100, 200, false);
    assertArrayEquals(before, cut(q, k, v, pattern, n, d, n));
  }

  private static float[][] backwards(float[][] rows, int d) {
    float[][] turned = new float[rows.length][];
    for (int head = 0; head < rows.length; head++) {
      int n = rows[head].length / d;
      turned[head] = new float[n * d];
      for (int row = 0; row < n; row++) {
        System.arraycopy(rows[head], row * d, turned[head], (n - 1 - row) * d, d);
      }
    }
    return turned;
  }

  /** Rows are read and written for a batch at once, lanes tile by tile. */
  @Test
  void outputsAreTheSameWhetherQueriesAreRowsOrLanes() {
    Random lengths = new Random(12);
    for (String text :
        List.of(
            "window(32)",
            "neighborhood(3x5 over 40x40)",
            "stride(64)",
            "stride(17)",
            "stride(5)",
            "window(9, dilation=3)",
            "window(64) + global(0..3)")) {
      for (int round = 0; round < 8; round++) {
        int n = 1 + lengths.nextInt(1600);
        int d = 1 + lengths.nextInt(40);
        Random random = new Random(n);
        float[] q = floats(random, HEADS * n * d);
        float[][] k = {floats(random, n * d), floats(random, n * d)};
        float[][] v = {floats(random, n * d), floats(random, n * d)};
        AttentionPlan plan =
            AttentionPlan.of(parse(text), 0, HEADS, KV_HEADS, new Sequence(n, true));
        INDArray rows =
            new TiledAttentionKernel(LaneKernels.best(), 2)
                .attend(
                    Nd4j.createFromArray(q).reshape(HEADS, n, d),
                    Nd4j.concat(0, Nd4j.createFromArray(k[0]), Nd4j.createFromArray(k[1]))
                        .reshape(KV_HEADS, n, d),
                    Nd4j.concat(0, Nd4j.createFromArray(v[0]), Nd4j.createFromArray(v[1]))
                        .reshape(KV_HEADS, n, d),
                    plan,
                    ScoreOptions.scaled(d));
        float[] lanes = cut(q, k, v, parse(text), n, d, n);
        assertArrayEquals(lanes, rows.reshape(HEADS * n * d).toFloatVector(), text + ", n=" + n);
      }
    }
  }

  private static float[] cut(
      float[] q, float[][] k, float[][] v, AttentionPattern pattern, int n, int d, int part) {
    return cut(new TiledAttention(LaneKernels.best()), q, k, v, pattern, n, d, part);
  }

  private static float[] cut(
      TiledAttention attention,
      float[] q,
      float[][] k,
      float[][] v,
      AttentionPattern pattern,
      int n,
      int d,
      int part) {
    AttentionPlan plan = AttentionPlan.of(pattern, 0, HEADS, KV_HEADS, new Sequence(n, true));
    return cut(attention, plan, token -> token, q, k, v, d, part);
  }

  private static float[] cut(
      TiledAttention attention,
      AttentionPlan plan,
      IntUnaryOperator rows,
      float[] q,
      float[][] k,
      float[][] v,
      int d,
      int part) {
    int n = plan.sequence().length();
    float[] out = new float[HEADS * n * d];
    KeyValues kv =
        new KeyValues() {
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
            return rows.applyAsInt(token);
          }
        };
    for (int from = 0; from < n; from += part) {
      attention.attend(
          plan,
          from,
          Math.min(n, from + part),
          d,
          d,
          ScoreOptions.scaled(d),
          (head, tile, x, at) -> {
            for (int i = 0; i < tile.count() * d; i++) {
              x[at + i % d * 64 + i / d] = q[(head * n + tile.query(i / d)) * d + i % d];
            }
          },
          kv,
          (head, tile, o, sum) -> {
            for (int i = 0; i < tile.count() * d; i++) {
              out[(head * n + tile.query(i / d)) * d + i % d] = o[i % d * 64 + i / d];
            }
          });
    }
    return out;
  }

  @Test
  void readsViewsAndWritesIntoAGivenArray() {
    int n = 130;
    AttentionPlan plan =
        AttentionPlan.of(union(new Recent(9)), 0, HEADS, KV_HEADS, new Sequence(n, true));
    TiledAttentionKernel kernel = new TiledAttentionKernel(LaneKernels.best(), 2);
    ScoreOptions options = ScoreOptions.scaled(8);
    Random random = new Random(9);
    INDArray wide = array(values(random, HEADS + 1, n, 8, 1f));
    INDArray turned = array(values(random, n, KV_HEADS, 8, 1f));
    INDArray q =
        wide.get(NDArrayIndex.interval(1, HEADS + 1), NDArrayIndex.all(), NDArrayIndex.all());
    INDArray k = turned.permute(1, 0, 2);
    INDArray v = k.castTo(DataType.DOUBLE);
    INDArray expected = kernel.attend(q.dup('c'), k.dup('c'), k.dup('c'), plan, options);
    INDArray larger = Nd4j.create(DataType.FLOAT, HEADS + 2, n, 8);
    INDArray out =
        larger.get(NDArrayIndex.interval(2, HEADS + 2), NDArrayIndex.all(), NDArrayIndex.all());
    kernel.attend(q, k, v, plan, options, out);
    assertEquals(expected, out.dup('c'));
    assertEquals(0f, larger.slice(1).maxNumber().floatValue());
    INDArray wrong = Nd4j.create(DataType.FLOAT, HEADS, 8, n).permute(0, 2, 1);
    assertThrows(
        IllegalArgumentException.class, () -> kernel.attend(q, k, v, plan, options, wrong));
  }

  private static double[][][] values(Random random, int heads, int n, int d, float spread) {
    double[][][] values = new double[heads][n][d];
    for (double[][] head : values) {
      for (double[] row : head) {
        for (int c = 0; c < d; c++) {
          row[c] = (float) (random.nextGaussian() * spread);
        }
      }
    }
    return values;
  }

  private static INDArray array(double[][][] values) {
    return Nd4j.createFromArray(values).castTo(DataType.FLOAT);
  }

  private static float[] floats(Random random, int count) {
    float[] x = new float[count];
    for (int i = 0; i < count; i++) {
      x[i] = (float) random.nextGaussian();
    }
    return x;
  }
}
