package org.longstride.kernels.attention;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Rows are found in an array, evenly spaced, wherever they lie. */
class EvenRowsTest {

  private static final int WIDTH = 7;
  private static final int ROWS = 70;
  private static final float[] ARRAY = new float[ROWS * WIDTH + 11];
  private static final FloatBuffer PART = FloatBuffer.wrap(ARRAY, 5, ROWS * WIDTH).slice();

  static {
    fill(PART, WIDTH);
  }

  /** Row {@code i} of all becomes {@code 100 i + c} at {@code c}. */
  static FloatBuffer fill(FloatBuffer rows, int width) {
    for (int i = 0; i < rows.capacity(); i++) {
      rows.put(i, 100 * (i / width) + i % width);
    }
    return rows;
  }

  @Test
  void evenRowsOfAnArrayStayWhereTheyAre() {
    for (int[] numbers : new int[][] {{3, 4, 5, 6}, {0, 23, 46, 69}, {69}}) {
      assertSame(ARRAY, take(1, PART, numbers).array());
    }
  }

  @Test
  void othersAreCopied() {
    int[][] uneven = {{}, {1, 2, 4}, {5, 4, 3}, {5, 5, 5}, {-1, 0, 1}, {-1, -1}, {3, 4, -1}};
    for (int[] numbers : uneven) {
      assertNotSame(ARRAY, take(1, PART, numbers).array());
    }
    int[] even = {3, 4, 5, 6};
    assertNotSame(ARRAY, take(1, PART.asReadOnlyBuffer(), even).array());
    FloatBuffer direct = ByteBuffer.allocateDirect(ROWS * WIDTH * Float.BYTES).asFloatBuffer();
    take(1, fill(direct, WIDTH), even);
  }

  @Test
  void fewerThanMayBeReadAreCopiedToWhereTheyMay() {
    int[] numbers = IntStream.range(0, 16).toArray();
    assertSame(ARRAY, take(16, PART, numbers).array());
    EvenRows few = take(16, PART, new int[] {68, 69});
    assertNotSame(ARRAY, few.array());
    assertEquals(16 * WIDTH, few.array().length);
  }

  /** Takes rows, whose number stands between two others, and reads them. */
  private static EvenRows take(int least, FloatBuffer rows, int[] numbers) {
    int[] between = new int[numbers.length + 2];
    System.arraycopy(numbers, 0, between, 1, numbers.length);
    EvenRows taken = new EvenRows(least);
    taken.take(rows, between, 1, numbers.length, WIDTH);
    for (int i = 0; i < numbers.length; i++) {
      for (int c = 0; c < WIDTH; c++) {
        float expected = numbers[i] < 0 ? 0 : 100 * numbers[i] + c;
        assertEquals(expected, taken.array()[taken.at() + i * taken.distance() + c]);
      }
    }
    return taken;
  }
}
