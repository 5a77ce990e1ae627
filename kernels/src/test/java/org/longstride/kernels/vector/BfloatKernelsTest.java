package org.longstride.kernels.vector;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
  void pairsHaveTheSameBitsInAllImplementations(int count) {
    Random random = new Random(count);
    float[] x = new float[2 * count + 8];
    for (int i = 0; i < x.length; i++) {
      int bits = random.nextInt();
      x[i] = Float.isNaN(Float.intBitsToFloat(bits)) ? 1f / i : Float.intBitsToFloat(bits);
    }
    int[] expected = new int[count + 4];
    for (int i = 0; i < count; i++) {
      expected[i + 3] = BfloatKernels.round(x[i + 5]) | BfloatKernels.round(x[i + count + 7]) << 16;
    }
    for (BfloatKernels kernels : ALL) {
      int[] actual = new int[count + 4];
      kernels.pair(x, 5, x, count + 7, count, actual, 3);
      assertArrayEquals(expected, actual);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8, 15, 16, 31, 64, 100})
  void dotProductsAreThoseOfDoublesAndTheSameInAllImplementations(int d) {
    int count = 5;
    Random random = new Random(d);
    float[] a = new float[count * d];
    float[] b = new float[count * d];
    double[] exact = new double[count];
    double[] size = new double[count];
    for (int i = 0; i < a.length; i++) {
      a[i] = (float) random.nextGaussian();
      b[i] = (float) random.nextGaussian();
      exact[i / d] += (double) a[i] * b[i];
      size[i / d] += Math.abs((double) a[i] * b[i]);
    }
    float[] first = new float[count];
    ALL.get(0).dots(a, b, count, d, first);
    for (BfloatKernels kernels : ALL) {
      float[] dots = new float[count];
      kernels.dots(a, b, count, d, dots);
      assertArrayEquals(first, dots);
      for (int row = 0; row < count; row++) {
        assertEquals(exact[row], dots[row], 1e-6 * size[row]);
      }
    }
  }

  @Test
  void hiddenElementsBecomeZeroAndOthersStay() {
    Random random = new Random(3);
    long[] kept = random.longs(66).toArray();
    kept[4] = -1L;
    kept[5] = 0L;
    kept[6] = -1L << 33;
    int stride = 160;
    int at = 32;
    ByteBuffer before = numbers(at + 64 * stride, random);
    ByteBuffer expected = copy(before);
    for (int row = 0; row < 64; row++) {
      for (int element = 0; element < 64; element++) {
        if ((kept[2 + row] >>> element & 1) == 0) {
          expected.putShort(at + row * stride + 2 * element, (short) 0);
        }
      }
    }
    for (BfloatKernels kernels : ALL) {
      ByteBuffer actual = copy(before);
      kernels.hide(actual, at, stride, kept, 2);
      assertEquals(expected, actual);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {64, 128, 576, 1024})
  void sumsOfRowsAreThoseOfDoublesAndTheSameInAllImplementations(int count) {
    int stride = 2 * count + 64;
    ByteBuffer rows = numbers(64 * stride, new Random(count));
    float[] first = new float[64];
    ALL.get(0).addRows(rows, stride, count, first);
    for (BfloatKernels kernels : ALL) {
      float[] sums = new float[64];
      kernels.addRows(rows, stride, count, sums);
      assertArrayEquals(first, sums);
      kernels.addRows(rows, stride, count, sums);
      for (int row = 0; row < 64; row++) {
        double exact = 0;
        for (int i = 0; i < count; i++) {
          exact += Float.intBitsToFloat(rows.getShort(row * stride + 2 * i) << 16);
        }
        assertEquals(2 * exact, sums[row], 1e-6 * exact);
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
