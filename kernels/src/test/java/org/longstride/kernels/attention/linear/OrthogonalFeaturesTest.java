package org.longstride.kernels.attention.linear;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The directions are what theorem 2 of the paper asks for. */
class OrthogonalFeaturesTest {

  @ParameterizedTest
  @CsvSource({"1,1", "3,8", "8,8", "24,8", "44,16", "266,64", "7,5"})
  void rowsOfABlockAreOrthogonal(int features, int d) {
    float[] w = OrthogonalFeatures.draw(features, d, 1);
    assertEquals(features * d, w.length);
    for (int a = 0; a < features; a++) {
      for (int b = a / d * d; b < a; b++) {
        double cosine = dot(w, a, b, d) / Math.sqrt(dot(w, a, a, d) * dot(w, b, b, d));
        assertEquals(0, cosine, 1e-6);
      }
    }
  }

  @Test
  void rowsAreAsLongAsGaussianVectors() {
    int d = 16;
    int features = 4000;
    float[] w = OrthogonalFeatures.draw(features, d, 2);
    double mean = 0;
    double square = 0;
    for (int row = 0; row < features; row++) {
      double length = dot(w, row, row, d);
      mean += length / features;
      square += length * length / features;
    }
    // A chi-squared variable of 16 degrees of freedom: mean 16, variance 32.
    assertEquals(16, mean, 0.5);
    assertEquals(32, square - mean * mean, 4);
  }

  @Test
  void theEstimateOfTheSoftmaxKernelIsUnbiased() {
    int d = 6;
    Random random = new Random(3);
    double[] q = random.doubles(d, -0.4, 0.4).toArray();
    double[] k = random.doubles(d, -0.4, 0.4).toArray();
    float[] w = OrthogonalFeatures.draw(60_000, d, 4);
    double estimate = 0;
    double product = 0;
    double squares = 0;
    for (int c = 0; c < d; c++) {
      product += q[c] * k[c];
      squares += q[c] * q[c] + k[c] * k[c];
    }
    for (int row = 0; row < 60_000; row++) {
      double score = 0;
      for (int c = 0; c < d; c++) {
        score += w[row * d + c] * (q[c] + k[c]);
      }
      estimate += Math.exp(score - squares / 2) / 60_000;
    }
    assertEquals(Math.exp(product), estimate, 0.02);
  }

  @Test
  void aSeedGivesTheSameBitsAlways() {
    assertArrayEquals(OrthogonalFeatures.draw(13, 6, 42), OrthogonalFeatures.draw(13, 6, 42));
    assertNotEquals(
        Arrays.hashCode(OrthogonalFeatures.draw(13, 6, 42)),
        Arrays.hashCode(OrthogonalFeatures.draw(13, 6, 43)));
    assertEquals(PINNED, Arrays.hashCode(OrthogonalFeatures.draw(13, 6, 42)));
  }

  /** Another value here means that models with drawn features would score differently. */
  private static final int PINNED = -580898428;

  @ParameterizedTest
  @CsvSource({"1,1", "2,1", "8,16", "12,29", "64,266", "128,621"})
  void theDefaultCountIsDTimesItsLogarithm(int d, int expected) {
    assertEquals(expected, OrthogonalFeatures.defaultCount(d));
  }

  private static double dot(float[] w, int a, int b, int d) {
    double sum = 0;
    for (int c = 0; c < d; c++) {
      sum += (double) w[a * d + c] * w[b * d + c];
    }
    return sum;
  }
}
