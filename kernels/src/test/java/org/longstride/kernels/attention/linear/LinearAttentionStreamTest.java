package org.longstride.kernels.attention.linear;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.longstride.kernels.attention.HeadArrays;
import org.longstride.kernels.vector.LaneKernels;

/** A stream gives the same bits however it is cut, and stays right over a million tokens. */
class LinearAttentionStreamTest {

  private static final LaneKernels KERNELS = LaneKernels.best();

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 16, 37, 63, 64, 65, 128, 300})
  void outputsDoNotDependOnHowTheSequenceIsCut(int piece) {
    int n = 300;
    Random random = new Random(1);
    boolean[] mask = new boolean[n];
    for (int i = 0; i < n; i++) {
      mask[i] = i > 2 && random.nextInt(5) > 0;
    }
    for (FeatureMap map : LinearAttentionTest.maps(10, 6)) {
      HeadArrays whole = LinearAttentionTest.arrays(random, n, 10, 7, 4, 2, 2f, mask);
      float[] expected = new LinearAttention(KERNELS, map, 1).causal(whole, KeyMaximum.RUNNING);
      LinearAttentionStream stream = new LinearAttentionStream(KERNELS, map, 4, 2, 7);
      for (int from = 0; from < n; from += piece) {
        int to = Math.min(n, from + piece);
        float[] out = stream.attend(cut(whole, from, to));
        assertArrayEquals(cut(expected, 4, n, 7, from, to), out);
      }
    }
  }

  private static HeadArrays cut(HeadArrays a, int from, int to) {
    return new HeadArrays(
        to - from,
        a.d(),
        a.dv(),
        a.heads(),
        a.kvHeads(),
        cut(a.q(), a.heads(), a.n(), a.d(), from, to),
        cut(a.k(), a.kvHeads(), a.n(), a.d(), from, to),
        cut(a.v(), a.kvHeads(), a.n(), a.dv(), from, to),
        a.mask() == null ? null : Arrays.copyOfRange(a.mask(), from, to));
  }

  private static float[] cut(float[] x, int heads, int n, int size, int from, int to) {
    float[] part = new float[heads * (to - from) * size];
    for (int head = 0; head < heads; head++) {
      System.arraycopy(
          x, (head * n + from) * size, part, head * (to - from) * size, (to - from) * size);
    }
    return part;
  }

  @Test
  void headsMayHaveFeaturesOfTheirOwn() {
    int n = 90;
    int d = 6;
    HeadArrays both = LinearAttentionTest.arrays(new Random(3), n, d, 5, 4, 2, 1f, null);
    List<FeatureMap> maps =
        List.of(
            FeatureMap.softmax(d, OrthogonalFeatures.draw(20, d, 1)),
            FeatureMap.relu(d, OrthogonalFeatures.draw(9, d, 2)));
    float[] out = new LinearAttentionStream(KERNELS, maps, 4, 5).attend(both);
    for (int kvHead = 0; kvHead < 2; kvHead++) {
      float[] alone =
          new LinearAttentionStream(KERNELS, maps.get(kvHead), 2, 1, 5).attend(head(both, kvHead));
      int size = 2 * n * 5;
      assertArrayEquals(alone, Arrays.copyOfRange(out, kvHead * size, (kvHead + 1) * size));
    }
  }

  /** A key-value head and its two query heads. */
  private static HeadArrays head(HeadArrays a, int kvHead) {
    int queries = 2 * a.n() * a.d();
    int keys = a.n() * a.d();
    int values = a.n() * a.dv();
    return new HeadArrays(
        a.n(),
        a.d(),
        a.dv(),
        2,
        1,
        Arrays.copyOfRange(a.q(), kvHead * queries, (kvHead + 1) * queries),
        Arrays.copyOfRange(a.k(), kvHead * keys, (kvHead + 1) * keys),
        Arrays.copyOfRange(a.v(), kvHead * values, (kvHead + 1) * values),
        null);
  }

  @Test
  void queriesThatSeeOnlyPaddingGetZeros() {
    for (FeatureMap map : LinearAttentionTest.maps(5, 6)) {
      HeadArrays arrays =
          LinearAttentionTest.arrays(new Random(2), 70, 5, 3, 1, 1, 1f, new boolean[70]);
      assertArrayEquals(
          new float[70 * 3], new LinearAttentionStream(KERNELS, map, 1, 1, 3).attend(arrays));
      assertArrayEquals(
          new float[70 * 3], new LinearAttention(KERNELS, map, 1).bidirectional(arrays));
    }
  }

  @Test
  void aMillionTokensStayAsRightAsAThousand() {
    int n = 1_000_000;
    int piece = 8_192;
    int d = 4;
    int dv = 2;
    FeatureMap map = FeatureMap.softmax(d, OrthogonalFeatures.draw(8, d, 7));
    LinearAttentionStream stream = new LinearAttentionStream(KERNELS, map, 1, 1, dv);
    DoubleSums judge = new DoubleSums(map, dv);
    Random random = new Random(12);
    double early = 0;
    double late = 0;
    for (int from = 0; from < n; from += piece) {
      int count = Math.min(piece, n - from);
      float[] v = new float[count * dv];
      for (int i = 0; i < v.length; i++) {
        // A mean that no power of two divides: what float32 sums lose of it, they lose every time.
        v[i] = 1 / 3f + 0.01f * (random.nextFloat() - 0.5f);
      }
      HeadArrays next =
          new HeadArrays(
              count,
              d,
              dv,
              1,
              1,
              LinearAttentionTest.floats(random, count * d, 1),
              LinearAttentionTest.floats(random, count * d, 1),
              v,
              null);
      float[] out = stream.attend(next);
      for (int i = 0; i < count; i++) {
        judge.add(next, i);
        // Judging every token would take most of the time.
        if (i % 16 == 0) {
          double error = judge.error(next, i, out);
          early = from + i < 1000 ? Math.max(early, error) : early;
          late = from + i >= n - piece ? Math.max(late, error) : late;
        }
      }
    }
    assertTrue(early < 1e-6, "error among the first thousand: " + early);
    assertTrue(late < 1e-6, "error at a million: " + late);
    assertTrue(judge.errorOfFloats() > 1e-5, "plain float32 sums would have done");
  }

  /**
   * The same attention from plain sums in double precision, without any maximum; and sums of the
   * same terms in float32.
   */
  private static final class DoubleSums {
    private final FeatureMap map;
    private final int dv;
    private final double[][] sums;
    private final float[][] floats;
    private final double[] values;
    private int count;
    private double largest = Double.NEGATIVE_INFINITY;

    DoubleSums(FeatureMap map, int dv) {
      this.map = map;
      this.dv = dv;
      sums = new double[map.features()][dv + 1];
      floats = new float[map.features()][dv + 1];
      values = new double[dv];
    }

    void add(HeadArrays arrays, int token) {
      double[] exponents = exponents(arrays.k(), token);
      for (int j = 0; j < sums.length; j++) {
        double weight = Math.exp(exponents[j]);
        for (int c = 0; c < dv; c++) {
          sums[j][c] += weight * arrays.v()[token * dv + c];
          floats[j][c] += (float) weight * arrays.v()[token * dv + c];
        }
        sums[j][dv] += weight;
        floats[j][dv] += (float) weight;
      }
      for (int c = 0; c < dv; c++) {
        values[c] += arrays.v()[token * dv + c];
      }
      count++;
      for (double score : scores(arrays.k(), token)) {
        largest = Math.max(largest, score);
      }
    }

    double error(HeadArrays arrays, int token, float[] out) {
      double[] q = exponents(arrays.q(), token);
      double own = Double.NEGATIVE_INFINITY;
      for (double score : scores(arrays.q(), token)) {
        own = Math.max(own, score);
      }
      double epsilon = map.epsilon() * Math.exp(largest);
      double normaliserEpsilon = 1e-6 * Math.sqrt(q.length) * Math.exp(largest);
      double[] average = new double[dv];
      double normaliser = 0;
      for (int j = 0; j < q.length; j++) {
        double feature = Math.exp(q[j] - own) + map.epsilon();
        normaliser += feature * (sums[j][dv] + epsilon * count + normaliserEpsilon);
        for (int c = 0; c < dv; c++) {
          average[c] += feature * (sums[j][c] + epsilon * values[c]);
        }
      }
      double error = 0;
      for (int c = 0; c < dv; c++) {
        error = Math.max(error, Math.abs(average[c] / normaliser - out[token * dv + c]));
      }
      return error;
    }

    double errorOfFloats() {
      double error = 0;
      for (int j = 0; j < sums.length; j++) {
        for (int c = 0; c < dv; c++) {
          double ratio = floats[j][c] / (double) floats[j][dv];
          error = Math.max(error, Math.abs(ratio - sums[j][c] / sums[j][dv]));
        }
      }
      return error;
    }

    private double[] scores(float[] x, int token) {
      int d = map.d();
      double[] scores = new double[map.features()];
      for (int j = 0; j < scores.length; j++) {
        for (int c = 0; c < d; c++) {
          scores[j] += (double) map.projection()[j * d + c] * x[token * d + c];
        }
        scores[j] *= Math.sqrt(map.scale());
      }
      return scores;
    }

    private double[] exponents(float[] x, int token) {
      double[] exponents = scores(x, token);
      double half = 0;
      for (int c = 0; c < map.d(); c++) {
        double value = x[token * map.d() + c];
        half += value * value * map.scale() / 2;
      }
      for (int j = 0; j < exponents.length; j++) {
        exponents[j] -= half;
      }
      return exponents;
    }
  }

  @Test
  void aPieceOfOtherSizesIsRefused() {
    FeatureMap map = LinearAttentionTest.maps(5, 6).get(0);
    LinearAttentionStream stream = new LinearAttentionStream(KERNELS, map, 2, 1, 3);
    HeadArrays arrays = LinearAttentionTest.arrays(new Random(2), 4, 5, 3, 3, 1, 1f, null);
    assertEquals(
        "heads is 3, the stream was made for 2",
        assertThrows(IllegalArgumentException.class, () -> stream.attend(arrays)).getMessage());
  }
}
