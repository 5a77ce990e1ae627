package org.longstride.kernels.vector;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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
    float factor = 0.3f;
    float[] a = new float[2 + count * (d + 3)];
    float[] b = new float[7 + count * (d + 1)];
    for (float[] x : List.of(a, b)) {
      for (int i = 0; i < x.length; i++) {
        x[i] = (float) random.nextGaussian();
      }
    }
    float[] first = new float[1 + count];
    for (BfloatKernels kernels : ALL) {
      float[] dots = new float[1 + count];
      float[] scaled = new float[count * d];
      kernels.scaleAndMultiply(a, 2, d + 3, factor, b, 7, d + 1, count, d, scaled, dots, 1);
      first = kernels == ALL.get(0) ? dots : first;
      assertArrayEquals(first, dots);
      for (int row = 0; row < count; row++) {
        double exact = 0;
        double size = 0;
        for (int c = 0; c < d; c++) {
          float x = a[2 + row * (d + 3) + c] * factor;
          assertEquals(x, scaled[row * d + c]);
          exact += (double) x * b[7 + row * (d + 1) + c];
          size += Math.abs((double) x * b[7 + row * (d + 1) + c]);
        }
        assertEquals(exact, dots[1 + row], 1e-6 * size);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 9, 16})
  void hiddenElementsBecomeZeroAndSumsAreThoseOfTheOthers(int panels) {
    Random random = new Random(panels);
    int stride = 2 * 64 * panels + 64;
    ByteBuffer before = numbers(64 * stride, random);
    long[] kept = random.longs(2 + 2 * 64).toArray();
    kept[4] = -1L;
    kept[5] = 0L;
    kept[6] = -1L << 33;
    int[] keptAt = new int[1 + panels];
    Arrays.fill(keptAt, -1);
    keptAt[1] = 2;
    keptAt[panels] = 2 + 64;
    ByteBuffer expected = copy(before);
    double[] exact = new double[64];
    for (int row = 0; row < 64; row++) {
      for (int i = 0; i < 64 * panels; i++) {
        int masks = keptAt[1 + i / 64];
        if (masks >= 0 && (kept[masks + row] >>> i % 64 & 1) == 0) {
          expected.putShort(row * stride + 2 * i, (short) 0);
        }
        exact[row] += Float.intBitsToFloat(expected.getShort(row * stride + 2 * i) << 16);
      }
    }
    float[] first = new float[64];
    for (BfloatKernels kernels : ALL) {
      ByteBuffer actual = copy(before);
      float[] sums = new float[64];
      kernels.hideAndAdd(actual, stride, panels, kept, keptAt, 1, sums);
      assertEquals(expected, actual);
      first = kernels == ALL.get(0) ? sums.clone() : first;
      assertArrayEquals(first, sums);
      kernels.hideAndAdd(actual, stride, panels, kept, keptAt, 1, sums);
      for (int row = 0; row < 64; row++) {
        assertEquals(2 * exact[row], sums[row], 1e-6 * exact[row]);
      }
    }
  }

  /** Positive bfloat16 numbers. */
  private static ByteBuffer numbers(int bytes, Random random) {
    ByteBuffer numbers = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    for (int i = 0; i < bytes; i += 2) {
      numbers.putShort(i, (short) BfloatKernels.round(0.1f + random.nextFloat()));
    }
    return numbers;
  }

  private static ByteBuffer copy(ByteBuffer bytes) {
    return ByteBuffer.allocateDirect(bytes.capacity())
        .order(ByteOrder.nativeOrder())
        .put(bytes.duplicate())
        .flip();
  }
}
