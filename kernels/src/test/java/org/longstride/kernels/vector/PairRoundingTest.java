package org.longstride.kernels.vector;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PairRoundingTest {

  @Test
  void roundsToTheNearestAndToEvenOnATie() {
    assertEquals(1f, PairRounding.rounded(1f + 1f / 256));
    assertEquals(1f + 2f / 128, PairRounding.rounded(1f + 3f / 256));
    assertEquals(1f + 1f / 128, PairRounding.rounded(1f + 1.001f / 256));
    assertEquals(-1f, PairRounding.rounded(-1f - 1f / 256));
    assertEquals(Float.POSITIVE_INFINITY, PairRounding.rounded(Float.MAX_VALUE));
    assertEquals(Float.NEGATIVE_INFINITY, PairRounding.rounded(Float.NEGATIVE_INFINITY));
    assertTrue(Float.isNaN(PairRounding.rounded(Float.NaN)));
    assertEquals(0, PairRounding.round(0f));
    assertEquals(0x8000, PairRounding.round(-0f));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 13, 16, 33, 207})
  void allImplementationsGiveTheSameBits(int count) {
    Random random = new Random(count);
    float[] x = new float[2 * count + 8];
    for (int i = 0; i < x.length; i++) {
      int bits = random.nextInt();
      x[i] = Float.isNaN(Float.intBitsToFloat(bits)) ? 1f / i : Float.intBitsToFloat(bits);
    }
    int[] expected = new int[count + 4];
    for (int i = 0; i < count; i++) {
      expected[i + 3] = PairRounding.round(x[i + 5]) | PairRounding.round(x[i + count + 7]) << 16;
    }
    PairRounding[] all = {new ScalarPairRounding(), new VectorPairRounding(), PairRounding.best()};
    for (PairRounding rounding : all) {
      int[] actual = new int[count + 4];
      rounding.pair(x, 5, x, count + 7, count, actual, 3);
      assertArrayEquals(expected, actual);
    }
  }
}
