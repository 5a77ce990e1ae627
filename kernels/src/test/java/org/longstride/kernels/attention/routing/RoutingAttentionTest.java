package org.longstride.kernels.attention.routing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.longstride.kernels.attention.HeadArrays;
import org.longstride.kernels.attention.ScoreOptions;
import org.longstride.kernels.vector.LaneKernels;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Routing by top picks agrees with the reference code's wording in double precision. */
class RoutingAttentionTest {

  private static final LaneKernels KERNELS = LaneKernels.best();

  record Case(HeadArrays arrays, Routing routing, ScoreOptions options) {
    @Override
    public String toString() {
      return String.format(
          "n=%d, d=%d, dv=%d, heads=%d/%d, clusters=%d, window=%d, memory=%d%s%s%s, %s",
          arrays.n(),
          arrays.d(),
          arrays.dv(),
          arrays.heads(),
          arrays.kvHeads(),
          routing.centroids().clusters(),
          routing.window(),
          routing.memorySize(),
          routing.causal() ? ", causal" : "",
          routing.sharedKeys() ? ", shared" : "",
          arrays.mask() == null ? "" : ", masked",
          routing.blind());
    }
  }

  static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    Random random = new Random(21);
    for (int n : new int[] {1, 2, 7, 64, 65, 207, 702}) {
      for (int flags = 0; flags < 16; flags++) {
        boolean causal = (flags & 1) > 0;
        boolean shared = (flags & 2) > 0;
        boolean masked = (flags & 4) > 0;
        boolean remembers = (flags & 8) > 0;
        int d = 2 + random.nextInt(30);
        int dv = 1 + random.nextInt(30);
        int clusters = 1 + random.nextInt(6);
        int window = 1 + random.nextInt(Math.max(1, 2 * n / clusters));
        int kvHeads = 1 + random.nextInt(2);
        int heads = shared ? kvHeads : kvHeads * (1 + random.nextInt(2));
        HeadArrays arrays = arrays(random, n, d, dv, heads, kvHeads, shared, masked);
        ClusterMemory memory =
            remembers
                ? new ClusterMemory(
                    3,
                    floats(random, kvHeads * clusters * 3 * d),
                    floats(random, kvHeads * clusters * 3 * dv))
                : null;
        Routing routing =
            new Routing(
                centroids(random, kvHeads, clusters, d),
                window,
                causal,
                shared,
                memory,
                random.nextBoolean() ? Routing.Blind.ZEROS : Routing.Blind.MEAN,
                Routing.EPSILON);
        float[] sinks = shared || random.nextBoolean() ? null : floats(random, heads);
        float cap = random.nextBoolean() ? 2f : 0f;
        cases.add(new Case(arrays, routing, new ScoreOptions(0.3f, cap, sinks)));
      }
    }
    return cases;
  }

  static HeadArrays arrays(
      Random random, int n, int d, int dv, int heads, int kvHeads, boolean shared, boolean masked) {
    float[] q = floats(random, heads * n * d);
    boolean[] mask = masked ? new boolean[n] : null;
    for (int i = 0; masked && i < n; i++) {
      mask[i] = random.nextInt(3) > 0;
    }
    return new HeadArrays(
        n,
        d,
        dv,
        heads,
        kvHeads,
        q,
        shared ? q : floats(random, kvHeads * n * d),
        floats(random, kvHeads * n * dv),
        mask);
  }

  static Centroids centroids(Random random, int kvHeads, int clusters, int d) {
    float[] means = floats(random, kvHeads * clusters * d);
    return new Centroids(kvHeads, clusters, d, Directions.of(means, 0, kvHeads * clusters, d));
  }

  static float[] floats(Random random, int count) {
    float[] x = new float[count];
    for (int i = 0; i < count; i++) {
      x[i] = (float) random.nextGaussian();
    }
    return x;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void agreesWithTheDefinition(Case c) {
    double[] expected = new ReferenceRouting(c.arrays(), c.routing(), c.options()).attend();
    float[] actual = new RoutingAttention(KERNELS, 2).attend(c.arrays(), c.routing(), c.options());
    double[] widened = new double[actual.length];
    Arrays.setAll(widened, i -> actual[i]);
    assertArrayEquals(expected, widened, 1e-5);
  }

  @Test
  void aTokenThatNoClusterPickedGetsZeros() {
    Random random = new Random(1);
    HeadArrays arrays = arrays(random, 50, 4, 3, 1, 1, false, false);
    Routing routing = Routing.bidirectional(centroids(random, 1, 2, 4), 5);
    float[] out = new RoutingAttention(KERNELS, 1).attend(arrays, routing, ScoreOptions.scaled(4));
    int zeroRows = 0;
    for (int token = 0; token < 50; token++) {
      zeroRows += out[token * 3] == 0 && out[token * 3 + 1] == 0 && out[token * 3 + 2] == 0 ? 1 : 0;
    }
    assertEquals(true, zeroRows >= 40);
  }

  @Test
  void aLaterTokenChangesWhoIsPicked() {
    Random random = new Random(3);
    HeadArrays arrays = arrays(random, 60, 6, 4, 1, 1, true, false);
    Routing routing = Routing.causal(centroids(random, 1, 3, 6), 20);
    RoutingAttention attention = new RoutingAttention(KERNELS, 1);
    float[] before = attention.attend(arrays, routing, ScoreOptions.scaled(6));
    for (int c = 0; c < 6; c++) {
      arrays.q()[59 * 6 + c] = routing.centroids().means()[c];
    }
    float[] after = attention.attend(arrays, routing, ScoreOptions.scaled(6));
    boolean pastChanged = !Arrays.equals(before, 0, 59 * 4, after, 0, 59 * 4);
    assertEquals(true, pastChanged);
  }

  @Test
  void threadsDoNotChangeABitAndNd4jArraysGiveTheSame() {
    Random random = new Random(5);
    HeadArrays arrays = arrays(random, 130, 8, 5, 6, 3, false, false);
    Routing routing = Routing.bidirectional(centroids(random, 3, 4, 8), 33);
    ScoreOptions options = ScoreOptions.scaled(8);
    float[] one = new RoutingAttention(KERNELS, 1).attend(arrays, routing, options);
    INDArray q = Nd4j.createFromArray(arrays.q()).reshape(6, 130, 8);
    INDArray k = Nd4j.createFromArray(arrays.k()).reshape(3, 130, 8);
    INDArray v = Nd4j.createFromArray(arrays.v()).reshape(3, 130, 5);
    INDArray three = new RoutingAttention(KERNELS, 3).attend(q, k, v, null, routing, options);
    assertArrayEquals(new long[] {6, 130, 5}, three.shape());
    assertArrayEquals(one, three.dup('c').data().asFloat());
  }

  @Test
  void topPicksAreTheLargestInOrderOfPosition() {
    Random random = new Random(6);
    for (int n : new int[] {1, 5, 64, 501, 4000}) {
      float[] x = floats(random, n + 2);
      for (int i = 0; i < n; i += 3) {
        // Equal numbers: the first ones win.
        x[i + 2] = 0.25f;
      }
      assertPicksTheLargest(x, n, 1, n / 100 + 1, n / 3 + 1, n);
    }
  }

  /** Every eighth number says nothing about the others. */
  @Test
  void topPicksAreTheLargestWhereAGuessIsWrong() {
    Random random = new Random(7);
    int n = 4000;
    for (float eighth : new float[] {9, -9, 0.5f, Float.NEGATIVE_INFINITY}) {
      float[] x = floats(random, n + 2);
      for (int i = 0; i < n; i += 8) {
        x[i + 2] = eighth;
      }
      assertPicksTheLargest(x, n, 7, 40, 100);
    }
    float[] equal = new float[n + 2];
    assertPicksTheLargest(equal, n, 7, 40, 100);
  }

  private static void assertPicksTheLargest(float[] x, int n, int... counts) {
    for (int count : counts) {
      int[] expected =
          IntStream.range(0, n)
              .boxed()
              .sorted(Comparator.comparingDouble(i -> -x[i + 2]))
              .limit(count)
              .mapToInt(Integer::intValue)
              .sorted()
              .toArray();
      TopMembers top = new TopMembers(count);
      assertArrayEquals(expected, top.of(x, 2, n));
      assertArrayEquals(expected, top.of(x, 2, n));
    }
  }

  @Test
  void wrongSizesAreSaidInOneLine() {
    Random random = new Random(7);
    HeadArrays arrays = arrays(random, 10, 8, 5, 4, 2, false, false);
    RoutingAttention attention = new RoutingAttention(KERNELS, 1);
    ScoreOptions options = ScoreOptions.scaled(8);
    Routing other = Routing.bidirectional(centroids(random, 2, 4, 7), 3);
    assertEquals(
        "k has 2 heads of 8 elements, the centroids are for 2 of 7",
        assertThrows(IllegalArgumentException.class, () -> attention.attend(arrays, other, options))
            .getMessage());
    Routing shared = Routing.causal(centroids(random, 2, 4, 8), 3);
    assertEquals(
        "heads is 4 and kvHeads 2, with sharedKeys they must be equal",
        assertThrows(
                IllegalArgumentException.class, () -> attention.attend(arrays, shared, options))
            .getMessage());
    assertEquals(
        "means has 5 elements, must have kvHeads x clusters x d = 1 x 2 x 3 = 6",
        assertThrows(IllegalArgumentException.class, () -> new Centroids(1, 2, 3, new float[5]))
            .getMessage());
  }
}
