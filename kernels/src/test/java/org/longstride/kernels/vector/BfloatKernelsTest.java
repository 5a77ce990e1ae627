package org.longstride.kernels.vector;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BfloatKernelsTest {

  private static final List<BfloatKernels> ALL =
      List.of(new ScalarBfloatKernels(), new VectorBfloatKernels(), BfloatKernels.best());

  @Test
  void roundsToTheNearestAndToEvenOnATie() {
    assertEquals(1f, BfloatKernels.rounded(1f + 1f / 256));
    assertEquals(1f + 2f / 128, BfloatKernels.rounded(1f + 3f / 256));
    assertEquals(1f + 1f / 128, BfloatKernels.rounded(1f + 1.001f / 256));
    assertEquals(-1f, BfloatKernels.rounded(-1f - 1f / 256));
    assertEquals(Float.POSITIVE_INFINITY, BfloatKernels.rounded(Float.MAX_VALUE));
    assertEquals(Float.NEGATIVE_INFINITY, BfloatKernels.rounded(Float.NEGATIVE_INFINITY));
    assertTrue(Float.isNaN(BfloatKernels.rounded(Float.NaN)));
    assertEquals(0, BfloatKernels.round(0f));
    assertEquals(0x8000, BfloatKernels.round(-0f));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 13, 16, 33, 207})
  void pairsHaveTheSameBitsInAllImplementations(int width) {
    Random random = new Random(width);
    int count = 3;
    int apart = width + 2;
    int distance = 2 * width + 5;
    float[] x = new float[5 + count * distance];
    for (int i = 0; i < x.length; i++) {
      int bits = random.nextInt();
      x[i] = Float.isNaN(Float.intBitsToFloat(bits)) ? 1f / i : Float.intBitsToFloat(bits);
    }
    int[] expected = new int[3 + count * (width + 1)];
    for (int row = 0; row < count; row++) {
      for (int i = 0; i < width; i++) {
        int at = 5 + row * distance + i;
        expected[3 + row * (width + 1) + i] =
            BfloatKernels.round(x[at]) | BfloatKernels.round(x[at + apart]) << 16;
      }
    }
    for (BfloatKernels kernels : ALL) {
      float[] actual = new float[expected.length];
      kernels.pair(x, 5, distance, apart, count, width, actual, 3, width + 1);
      for (int i = 0; i < expected.length; i++) {
        assertEquals(expected[i], Float.floatToRawIntBits(actual[i]));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "5, 8", "16, 15", "17, 16", "64, 31", "40, 64", "64, 100"})
  void dotProductsAreThoseOfDoublesAndTheSameInAllImplementations(int count, int d) {
    Random random = new Random(d);
    float[] a = new float[2 + count * (d + 3)];
    float[] b = new float[7 + count * (d + 1)];
    for (float[] x : List.of(a, b)) {
      for (int i = 0; i < x.length; i++) {
        x[i] = (float) random.nextGaussian();
      }
    }
    float[] first = new float[count];
    for (BfloatKernels kernels : ALL) {
      float[] dots = new float[count];
      kernels.multiplyEach(a, 2, d + 3, b, 7, d + 1, count, d, dots);
      first = kernels == ALL.get(0) ? dots : first;
      assertArrayEquals(first, dots);
      for (int row = 0; row < count; row++) {
        double exact = 0;
        double size = 0;
        for (int c = 0; c < d; c++) {
          double product = (double) a[2 + row * (d + 3) + c] * b[7 + row * (d + 1) + c];
          exact += product;
          size += Math.abs(product);
        }
        assertEquals(exact, dots[row], 1e-6 * size);
      }
    }
  }

  /** Half a unit of the last of 8 bits, and what the polynomial adds to it. */
  private static final double ROUNDING = Math.pow(2, -8) + 7.6e-5;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 9, 16})
  void weightsArePowersOfTwoOfWhatIsKeptAndSumUp(int panels) {
    Random random = new Random(panels);
    int stride = 64 * panels + 16;
    float factor = 0.37f;
    float[] products = new float[64 * stride];
    for (int i = 0; i < products.length; i++) {
      products[i] = (float) random.nextGaussian() * 20;
    }
    float[] shifts = new float[64];
    for (int row = 0; row < 64; row++) {
      shifts[row] = random.nextInt(41) - 20.5f;
    }
    long[] kept = random.longs(2 + 2 * 64).toArray();
    kept[4] = -1L;
    kept[5] = 0L;
    kept[6] = -1L << 33;
    int[] keptAt = new int[1 + panels];
    Arrays.fill(keptAt, -1);
    keptAt[1] = 2;
    keptAt[panels] = 2 + 64;
    int[] firstBits = null;
    float[] firstSums = null;
    for (BfloatKernels kernels : ALL) {
      FloatBuffer rows = direct(products);
      float[] sums = new float[64];
      Arrays.fill(sums, 0.25f);
      kernels.weigh(rows, stride, panels, factor, shifts, kept, keptAt, 1, sums);
      int[] bits = new int[64 * 32 * panels];
      for (int row = 0; row < 64; row++) {
        double sum = 0.25;
        for (int i = 0; i < 64 * panels; i++) {
          int pair = i / 64 * 32 + i % 32;
          bits[row * 32 * panels + pair] = Float.floatToRawIntBits(rows.get(row * stride + pair));
          int weight = bits[row * 32 * panels + pair] >>> (i % 64 < 32 ? 0 : 16);
          double actual = Float.intBitsToFloat(weight << 16);
          int masks = keptAt[1 + i / 64];
          boolean keeps = masks < 0 || (kept[masks + row] >>> i % 64 & 1) != 0;
          double exponent = (double) products[row * stride + i] * factor - shifts[row];
          double exact = keeps ? Math.pow(2, exponent) : 0;
          assertEquals(exact, actual, ROUNDING * exact);
          sum += actual;
        }
        assertEquals(sum, sums[row], 1e-5 * sum);
      }
      firstBits = firstBits == null ? bits : firstBits;
      firstSums = firstSums == null ? sums : firstSums;
      assertArrayEquals(firstBits, bits);
      assertArrayEquals(firstSums, sums);
    }
  }

  /** A row of one such product, and what its weights add up to. */
  @ParameterizedTest
  @CsvSource({
    "-1000, 0, 0",
    "-1e9, 0, 0",
    "-3e38, 0, 0",
    "-127.9, 0, 0",
    "128.6, 0, Infinity",
    "1000, 0, Infinity",
    "3e38, 0, NaN",
    "Infinity, 0, NaN",
    "-Infinity, 0, NaN",
    "NaN, 0, NaN",
    "2097151, 2097151, 64",
    "-2097152, -2097152, 64"
  })
  void whatLeavesTheRangeIsZeroOrSeenInTheSum(float exponent, float shift, float sum) {
    float[] products = new float[64 * 80];
    Arrays.fill(products, 0, 64, exponent - 0.5f);
    float[] shifts = new float[64];
    Arrays.fill(shifts, -0.5f);
    shifts[0] = shift - 0.5f;
    for (BfloatKernels kernels : ALL) {
      float[] sums = new float[64];
      kernels.weigh(direct(products), 80, 1, 1f, shifts, new long[0], new int[] {-1}, 0, sums);
      if (Float.isFinite(sum)) {
        assertEquals(sum, sums[0], 1e-30f);
      } else {
        assertFalse(Float.isFinite(sums[0]), "sum " + sums[0]);
      }
      assertEquals(64 * Math.sqrt(2), sums[1], 64 * Math.sqrt(2) * ROUNDING);
    }
  }

  private static FloatBuffer direct(float[] values) {
    return ByteBuffer.allocateDirect(4 * values.length)
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer()
        .put(values)
        .flip();
  }
}
