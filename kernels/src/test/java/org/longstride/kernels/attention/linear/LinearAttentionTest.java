package org.longstride.kernels.attention.linear;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.longstride.kernels.attention.HeadArrays;
import org.longstride.kernels.vector.LaneKernels;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Linear attention agrees with its definition in double precision. */
class LinearAttentionTest {

  private static final LaneKernels KERNELS = LaneKernels.best();

  record Case(FeatureMap map, HeadArrays arrays) {
    @Override
    public String toString() {
      return map.kind()
          + ", n="
          + arrays.n()
          + ", d="
          + arrays.d()
          + ", dv="
          + arrays.dv()
          + ", features="
          + map.features()
          + ", heads="
          + arrays.heads()
          + "/"
          + arrays.kvHeads()
          + (arrays.mask() == null ? "" : ", masked");
    }
  }

  static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    Random random = new Random(11);
    for (int n : new int[] {1, 2, 13, 63, 64, 65, 128, 207}) {
      for (FeatureMap map : maps(1 + random.nextInt(40), random.nextLong())) {
        int kvHeads = 1 + random.nextInt(2);
        int heads = kvHeads * (1 + random.nextInt(2));
        int dv = 1 + random.nextInt(33);
        boolean[] mask = random.nextBoolean() ? mask(random, n) : null;
        cases.add(new Case(map, arrays(random, n, map.d(), dv, heads, kvHeads, 1f, mask)));
      }
    }
    return cases;
  }

  static List<FeatureMap> maps(int d, long seed) {
    float[] projection = OrthogonalFeatures.draw(OrthogonalFeatures.defaultCount(d), d, seed);
    return List.of(
        FeatureMap.softmax(d, projection),
        FeatureMap.relu(d, projection),
        FeatureMap.exponential(d));
  }

  static HeadArrays arrays(
      Random random, int n, int d, int dv, int heads, int kvHeads, float spread, boolean[] mask) {
    return new HeadArrays(
        n,
        d,
        dv,
        heads,
        kvHeads,
        floats(random, heads * n * d, spread),
        floats(random, kvHeads * n * d, spread),
        floats(random, kvHeads * n * dv, 1),
        mask);
  }

  static float[] floats(Random random, int count, float spread) {
    float[] x = new float[count];
    for (int i = 0; i < count; i++) {
      x[i] = (float) random.nextGaussian() * spread;
    }
    return x;
  }

  private static boolean[] mask(Random random, int n) {
    boolean[] mask = new boolean[n];
    for (int i = 0; i < n; i++) {
      mask[i] = random.nextInt(4) > 0;
    }
    return mask;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void causalAgreesWithTheDefinition(Case c) {
    ReferenceLinearAttention reference = new ReferenceLinearAttention(c.map(), c.arrays());
    LinearAttention attention = new LinearAttention(KERNELS, c.map(), 2);
    for (KeyMaximum maximum : KeyMaximum.values()) {
      assertClose(reference.causal(maximum), attention.causal(c.arrays(), maximum), 3e-6);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void bidirectionalAgreesWithTheDefinition(Case c) {
    assertClose(
        new ReferenceLinearAttention(c.map(), c.arrays()).bidirectional(),
        new LinearAttention(KERNELS, c.map(), 2).bidirectional(c.arrays()),
        3e-6);
  }

  @Test
  void agreesWithTheDefinitionWhereScoresAreLargeAndKeysGrow() {
    int n = 300;
    int d = 16;
    Random random = new Random(5);
    for (FeatureMap map : maps(d, 9)) {
      HeadArrays arrays = arrays(random, n, d, 8, 2, 1, 2f, null);
      for (int i = 0; i < n * d; i++) {
        arrays.k()[i] *= 1 + i / d * 0.01f;
      }
      ReferenceLinearAttention reference = new ReferenceLinearAttention(map, arrays);
      LinearAttention attention = new LinearAttention(KERNELS, map, 1);
      for (KeyMaximum maximum : KeyMaximum.values()) {
        assertClose(reference.causal(maximum), attention.causal(arrays, maximum), 3e-5);
      }
      assertClose(reference.bidirectional(), attention.bidirectional(arrays), 3e-5);
    }
  }

  @Test
  void agreesWithTheDefinitionWhereFeaturesOutnumberLanes() {
    for (FeatureMap map : maps(100, 9)) {
      HeadArrays arrays = arrays(new Random(6), 90, 100, 70, 1, 1, 0.7f, null);
      ReferenceLinearAttention reference = new ReferenceLinearAttention(map, arrays);
      LinearAttention attention = new LinearAttention(KERNELS, map, 1);
      assertClose(
          reference.causal(KeyMaximum.RUNNING), attention.causal(arrays, KeyMaximum.RUNNING), 5e-6);
      assertClose(reference.bidirectional(), attention.bidirectional(arrays), 5e-6);
    }
  }

  @Test
  void favorEstimatesSoftmaxAttention() {
    int n = 40;
    int d = 8;
    HeadArrays arrays = arrays(new Random(2), n, d, 4, 1, 1, 0.7f, null);
    float[] projection = OrthogonalFeatures.draw(4096, d, 3);
    FeatureMap map = new FeatureMap(FeatureMap.Kind.SOFTMAX, d, projection, 0.3f, 0f);
    float[] estimate = new LinearAttention(KERNELS, map, 1).bidirectional(arrays);
    for (int query = 0; query < n; query++) {
      double sum = 0;
      double[] average = new double[4];
      for (int key = 0; key < n; key++) {
        double score = 0;
        for (int c = 0; c < d; c++) {
          score += arrays.q()[query * d + c] * arrays.k()[key * d + c] * 0.3;
        }
        sum += Math.exp(score);
        for (int c = 0; c < 4; c++) {
          average[c] += Math.exp(score) * arrays.v()[key * 4 + c];
        }
      }
      for (int c = 0; c < 4; c++) {
        assertEquals(average[c] / sum, estimate[query * 4 + c], 0.06);
      }
    }
  }

  @Test
  void threadsDoNotChangeABit() {
    Case c = cases().get(cases().size() - 3);
    HeadArrays arrays = arrays(new Random(4), 150, c.map().d(), 9, 6, 3, 1f, null);
    float[] one = new LinearAttention(KERNELS, c.map(), 1).causal(arrays, KeyMaximum.RUNNING);
    float[] four = new LinearAttention(KERNELS, c.map(), 4).causal(arrays, KeyMaximum.RUNNING);
    assertArrayEquals(one, four);
  }

  @Test
  void arraysOfNd4jGiveTheSame() {
    FeatureMap map = maps(6, 1).get(0);
    HeadArrays arrays = arrays(new Random(8), 20, 6, 5, 4, 2, 1f, null);
    LinearAttention attention = new LinearAttention(KERNELS, map, 1);
    INDArray q = Nd4j.createFromArray(arrays.q()).reshape(4, 20, 6);
    INDArray k = Nd4j.createFromArray(arrays.k()).reshape(2, 20, 6);
    INDArray v = Nd4j.createFromArray(arrays.v()).reshape(2, 20, 5);
    INDArray causal = attention.attend(q, k, v, null, true);
    assertArrayEquals(new long[] {4, 20, 5}, causal.shape());
    assertArrayEquals(
        attention.causal(arrays, KeyMaximum.RUNNING), causal.dup('c').data().asFloat());
    assertArrayEquals(
        attention.bidirectional(arrays),
        attention.attend(q, k, v, null, false).dup('c').data().asFloat());
  }

  @Test
  void wrongSizesAreSaidInOneLine() {
    FeatureMap map = maps(6, 1).get(0);
    HeadArrays arrays = arrays(new Random(8), 3, 7, 5, 1, 1, 1f, null);
    LinearAttention attention = new LinearAttention(KERNELS, map, 1);
    assertEquals(
        "d is 7, the feature map was made for 6",
        assertThrows(IllegalArgumentException.class, () -> attention.bidirectional(arrays))
            .getMessage());
    assertEquals(
        "projection has 5 elements, must be a matrix [features, d = 3]; OrthogonalFeatures draws one",
        assertThrows(IllegalArgumentException.class, () -> FeatureMap.softmax(3, new float[5]))
            .getMessage());
    assertEquals(
        "k has 5 elements, must have kvHeads x n x d = 1 x 2 x 3 = 6",
        assertThrows(
                IllegalArgumentException.class,
                () -> new HeadArrays(2, 3, 1, 1, 1, new float[6], new float[5], new float[2], null))
            .getMessage());
  }

  static void assertClose(double[] expected, float[] actual, double tolerance) {
    assertEquals(expected.length, actual.length);
    double[] widened = new double[actual.length];
    Arrays.setAll(widened, i -> actual[i]);
    assertArrayEquals(expected, widened, tolerance);
  }
}
