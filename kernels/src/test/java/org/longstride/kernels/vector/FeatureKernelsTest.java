package org.longstride.kernels.vector;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Both implementations agree with double precision, and with each other bit for bit. */
class FeatureKernelsTest {

  private static final FeatureKernels SCALAR = new ScalarFeatureKernels();
  private static final FeatureKernels VECTOR = new VectorFeatureKernels();

  private final Random random = new Random(21);

  @ParameterizedTest
  @CsvSource({"1, 16", "2, 48", "9, 32", "257, 64"})
  void queriesFeaturesAreExponentialsPlusEpsilon(int features, int width) {
    float[] x = floats(features * width);
    float[] shift = floats(width);
    float[] scalar = x.clone();
    float[] vector = x.clone();
    float[] scalarSums = new float[width];
    float[] vectorSums = new float[width];
    SCALAR.exponentials(scalar, features, width, 1.7f, shift, 1e-3f, scalarSums);
    VECTOR.exponentials(vector, features, width, 1.7f, shift, 1e-3f, vectorSums);
    assertArrayEquals(scalar, vector);
    assertArrayEquals(scalarSums, vectorSums);
    double[] sums = new double[width];
    for (int i = 0; i < x.length; i++) {
      double expected = Math.pow(2, (double) x[i] * 1.7f - shift[i % width]) + 1e-3f;
      sums[i % width] += expected;
      assertEquals(expected, scalar[i], 1e-6 * expected);
    }
    for (int lane = 0; lane < width; lane++) {
      assertEquals(sums[lane], scalarSums[lane], 1e-5 * sums[lane]);
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 16", "3, 48", "130, 64"})
  void maximaAndSquaresAreThoseOfTheLanes(int features, int width) {
    float[] x = floats(features * width);
    float[] largest = new float[width];
    float[] ofVectors = new float[width];
    SCALAR.largest(x, features, width, largest);
    VECTOR.largest(x, features, width, ofVectors);
    assertArrayEquals(largest, ofVectors);
    float[] squares = new float[width];
    float[] squaresOfVectors = new float[width];
    SCALAR.squares(x, features, width, squares);
    VECTOR.squares(x, features, width, squaresOfVectors);
    assertArrayEquals(squares, squaresOfVectors);
    for (int lane = 0; lane < width; lane++) {
      float most = Float.NEGATIVE_INFINITY;
      double sum = 0;
      for (int feature = 0; feature < features; feature++) {
        float value = x[feature * width + lane];
        most = value > most ? value : most;
        sum += (double) value * value;
      }
      assertEquals(most, largest[lane]);
      assertEquals(sum, squares[lane], 1e-5 * sum);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 9, 16, 33, 256})
  void theLargestIsThatOfTheNumbersAskedFor(int count) {
    for (int at = 5; at < 5 + count; at++) {
      float[] x = floats(count + 10);
      x[4] = 2000;
      x[at] = 1000;
      x[5 + count] = 2000;
      assertEquals(1000, SCALAR.largest(x, 5, count));
      assertEquals(1000, VECTOR.largest(x, 5, count));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 48, 272})
  void aKeysFeaturesAreExponentials(int count) {
    float[] x = floats(count + 8);
    float[] scalar = x.clone();
    float[] vector = x.clone();
    SCALAR.exponentials(scalar, 5, count, 1.4f, 0.3f);
    VECTOR.exponentials(vector, 5, count, 1.4f, 0.3f);
    assertArrayEquals(scalar, vector);
    for (int i = 0; i < x.length; i++) {
      boolean asked = i >= 5 && i < 5 + count;
      double expected = asked ? Math.pow(2, (double) x[i] * 1.4f - 0.3f) : x[i];
      assertEquals(expected, scalar[i], 1e-6 * Math.abs(expected));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 64})
  void aRowGainsAnother(int count) {
    float[] x = floats(count + 8);
    float[] addend = floats(count);
    float[] scalar = x.clone();
    float[] vector = x.clone();
    SCALAR.add(scalar, 5, count, addend);
    VECTOR.add(vector, 5, count, addend);
    assertArrayEquals(scalar, vector);
    for (int i = 0; i < x.length; i++) {
      assertEquals(i >= 5 && i < 5 + count ? x[i] + addend[i - 5] : x[i], scalar[i]);
    }
  }

  /** As many tiles as 1,280,000 tokens have, with a maximum that grows ten times. */
  @ParameterizedTest
  @ValueSource(ints = {1, 16, 37})
  void sumsKeepFortyBitsOverTwentyThousandTiles(int count) {
    float[] high = new float[count + 3];
    float[] low = new float[count + 3];
    float[] highOfVectors = new float[count + 3];
    float[] lowOfVectors = new float[count + 3];
    BigDecimal[] expected = new BigDecimal[count];
    Arrays.fill(expected, BigDecimal.ZERO);
    for (int tile = 0; tile < 20_000; tile++) {
      float[] gain = floats(count + 3);
      float factor = tile % 2_000 == 1_999 ? 0.5f : 1;
      SCALAR.accumulate(high, low, gain, 3, 3 + count, factor);
      VECTOR.accumulate(highOfVectors, lowOfVectors, gain, 3, 3 + count, factor);
      for (int i = 0; i < count; i++) {
        expected[i] = expected[i].multiply(new BigDecimal(factor)).add(new BigDecimal(gain[3 + i]));
      }
    }
    assertArrayEquals(high, highOfVectors);
    assertArrayEquals(low, lowOfVectors);
    for (int i = 0; i < count; i++) {
      double sum = expected[i].doubleValue();
      // Terms are of the size of 1, and there are many: what counts is the error beside them.
      assertEquals(sum, (double) high[3 + i] + low[3 + i], 0x1p-40 * 20_000);
      assertEquals((float) sum, high[3 + i], Math.ulp(high[3 + i]));
    }
    assertEquals(0, high[0]);
  }

  private float[] floats(int length) {
    float[] floats = new float[length];
    for (int i = 0; i < length; i++) {
      floats[i] = (float) random.nextGaussian();
    }
    return floats;
  }
}
