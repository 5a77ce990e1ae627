package org.longstride.kernels.attention;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Random;
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
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

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

  private static AttentionPattern union(Term... terms) {
    return (layer, head, heads) -> List.of(terms);
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
        new TiledAttentionKernel(LaneKernels.best(), 2)
            .attend(array(q), array(k), array(v), plan, options);
    for (int head = 0; head < HEADS; head++) {
      for (int i = 0; i < c.n(); i++) {
        for (int f = 0; f < c.dv(); f++) {
          assertEquals(expected[head][i][f], actual.getFloat(head, i, f), 2e-5 * spread);
        }
      }
    }
  }

  @Test
  void outputsDoNotDependOnHowTheSequenceIsCut() {
    int n = 1000;
    int d = 24;
    Random random = new Random(3);
    float[] q = floats(random, HEADS * n * d);
    float[][] k = {floats(random, n * d), floats(random, n * d)};
    float[][] v = {floats(random, n * d), floats(random, n * d)};
    AttentionPattern pattern = union(new Recent(90), new Every(5));
    float[] whole = cut(q, k, v, pattern, n, d, n);
    for (int part : new int[] {1, 37, 64, 320}) {
      org.junit.jupiter.api.Assertions.assertArrayEquals(whole, cut(q, k, v, pattern, n, d, part));
    }
  }

  private static float[] cut(
      float[] q, float[][] k, float[][] v, AttentionPattern pattern, int n, int d, int part) {
    AttentionPlan plan = AttentionPlan.of(pattern, 0, HEADS, KV_HEADS, new Sequence(n, true));
    TiledAttention attention = new TiledAttention(LaneKernels.best());
    float[] out = new float[HEADS * n * d];
    KeyValues kv =
        new KeyValues() {
          @Override
          public float[] keys(int kvHead) {
            return k[kvHead];
          }

          @Override
          public float[] values(int kvHead) {
            return v[kvHead];
          }

          @Override
          public int row(int token) {
            return token;
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
          (head, tile, x) -> {
            for (int i = 0; i < tile.count() * d; i++) {
              x[i % d * 64 + i / d] = q[(head * n + tile.query(i / d)) * d + i % d];
            }
          },
          kv,
          (head, tile, o, lse) -> {
            for (int i = 0; i < tile.count() * d; i++) {
              out[(head * n + tile.query(i / d)) * d + i % d] = o[i % d * 64 + i / d];
            }
          });
    }
    return out;
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
    return Nd4j.createFromArray(values).castTo(org.nd4j.linalg.api.buffer.DataType.FLOAT);
  }

  private static float[] floats(Random random, int count) {
    float[] x = new float[count];
    for (int i = 0; i < count; i++) {
      x[i] = (float) random.nextGaussian();
    }
    return x;
  }
}
