package org.longstride.kernels.attention.routing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.longstride.kernels.attention.HeadArrays;
import org.longstride.kernels.attention.ScoreOptions;
import org.longstride.kernels.vector.LaneKernels;

/** Routing by assignment only agrees with its definition, and the past ignores the future. */
class RoutingStreamTest {

  private static final LaneKernels KERNELS = LaneKernels.best();

  @ParameterizedTest
  @CsvSource({
    "1,1,1,1,false,false",
    "2,3,2,1,true,false",
    "64,4,1,1,true,false",
    "65,2,4,2,false,true",
    "207,5,2,2,false,false",
    "702,3,2,1,false,true",
    "702,9,1,1,true,true"
  })
  void agreesWithTheDefinition(
      int n, int clusters, int heads, int kvHeads, boolean shared, boolean masked) {
    Random random = new Random(n + clusters);
    int d = 12;
    int dv = 7;
    HeadArrays arrays =
        RoutingAttentionTest.arrays(
            random, n, d, dv, heads, kvHeads, shared && heads == kvHeads, masked);
    Centroids centroids = RoutingAttentionTest.centroids(random, kvHeads, clusters, d);
    ScoreOptions options = ScoreOptions.scaled(d);
    float[] out = new RoutingStream(KERNELS, centroids, heads, dv, options).attend(arrays);
    double[] widened = new double[out.length];
    Arrays.setAll(widened, i -> out[i]);
    assertArrayEquals(definition(arrays, centroids, options), widened, 1e-5);
  }

  private static double[] definition(HeadArrays a, Centroids centroids, ScoreOptions options) {
    double[] out = new double[a.heads() * a.n() * a.dv()];
    for (int head = 0; head < a.heads(); head++) {
      for (int query = 0; query < a.n(); query++) {
        if (a.isReal(query)) {
          addOutput(a, centroids, options, head, query, out);
        }
      }
    }
    return out;
  }

  private static void addOutput(
      HeadArrays a, Centroids centroids, ScoreOptions options, int head, int query, double[] out) {
    int kvHead = head / a.group();
    double[] q = ReferenceRouting.row(a.q(), head * a.n() + query, a.d());
    int cluster = nearest(q, centroids, kvHead);
    double[] weights = new double[query + 1];
    double sum = 0;
    for (int key = 0; key <= query; key++) {
      double[] k = ReferenceRouting.row(a.k(), kvHead * a.n() + key, a.d());
      if (a.isReal(key) && (key == query || nearest(k, centroids, kvHead) == cluster)) {
        weights[key] = Math.exp(options.scale() * ReferenceRouting.dot(q, k));
        sum += weights[key];
      }
    }
    for (int key = 0; key <= query; key++) {
      for (int c = 0; c < a.dv(); c++) {
        out[(head * a.n() + query) * a.dv() + c] +=
            weights[key] / sum * a.v()[(kvHead * a.n() + key) * a.dv() + c];
      }
    }
  }

  private static int nearest(double[] x, Centroids centroids, int kvHead) {
    int nearest = 0;
    double largest = Double.NEGATIVE_INFINITY;
    for (int cluster = 0; cluster < centroids.clusters(); cluster++) {
      double similarity =
          ReferenceRouting.dot(
              x,
              ReferenceRouting.row(
                  centroids.means(), kvHead * centroids.clusters() + cluster, centroids.d()));
      if (similarity > largest) {
        largest = similarity;
        nearest = cluster;
      }
    }
    return nearest;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 63, 64, 100, 333})
  void outputsDoNotDependOnHowTheSequenceIsCut(int piece) {
    int n = 333;
    Random random = new Random(8);
    HeadArrays whole = RoutingAttentionTest.arrays(random, n, 9, 5, 4, 2, false, true);
    Centroids centroids = RoutingAttentionTest.centroids(random, 2, 3, 9);
    ScoreOptions options = new ScoreOptions(0.4f, 5f, new float[] {0.1f, 1f, -1f, 0f});
    float[] expected = new RoutingStream(KERNELS, centroids, 4, 5, options).attend(whole);
    RoutingStream stream = new RoutingStream(KERNELS, centroids, 4, 5, options);
    for (int from = 0; from < n; from += piece) {
      int to = Math.min(n, from + piece);
      HeadArrays part =
          new HeadArrays(
              to - from,
              9,
              5,
              4,
              2,
              cut(whole.q(), 4, n, 9, from, to),
              cut(whole.k(), 2, n, 9, from, to),
              cut(whole.v(), 2, n, 5, from, to),
              Arrays.copyOfRange(whole.mask(), from, to));
      assertArrayEquals(cut(expected, 4, n, 5, from, to), stream.attend(part));
    }
  }

  private static float[] cut(float[] x, int heads, int n, int size, int from, int to) {
    float[] part = new float[heads * (to - from) * size];
    for (int head = 0; head < heads; head++) {
      System.arraycopy(
          x, (head * n + from) * size, part, head * (to - from) * size, (to - from) * size);
    }
    return part;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 50, 64, 149})
  void thePastNeverDependsOnTheFuture(int known) {
    int n = 150;
    Random random = new Random(9);
    HeadArrays arrays = RoutingAttentionTest.arrays(random, n, 8, 4, 1, 1, false, false);
    Centroids centroids = RoutingAttentionTest.centroids(random, 1, 4, 8);
    ScoreOptions options = ScoreOptions.scaled(8);
    float[] before = new RoutingStream(KERNELS, centroids, 1, 4, options).attend(arrays);
    for (int i = known * 8; i < n * 8; i++) {
      arrays.q()[i] = (float) random.nextGaussian() * 3;
      arrays.k()[i] = (float) random.nextGaussian() * 3;
    }
    for (int i = known * 4; i < n * 4; i++) {
      arrays.v()[i] = 1e6f;
    }
    float[] after = new RoutingStream(KERNELS, centroids, 1, 4, options).attend(arrays);
    assertArrayEquals(Arrays.copyOf(before, known * 4), Arrays.copyOf(after, known * 4));
  }

  @Test
  void aPieceOfOtherSizesIsRefused() {
    Random random = new Random(9);
    HeadArrays arrays = RoutingAttentionTest.arrays(random, 5, 8, 4, 1, 1, false, false);
    RoutingStream stream =
        new RoutingStream(
            KERNELS, RoutingAttentionTest.centroids(random, 1, 4, 8), 1, 3, ScoreOptions.scaled(8));
    assertEquals(
        "dv is 4, the stream was made for 3",
        assertThrows(IllegalArgumentException.class, () -> stream.attend(arrays)).getMessage());
  }
}
