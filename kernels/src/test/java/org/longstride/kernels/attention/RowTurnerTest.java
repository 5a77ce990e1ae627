package org.longstride.kernels.attention;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Rows become lanes, wherever they lie. */
class RowTurnerTest {

  private static final int WIDTH = 21;
  private static final int ROWS = 70;

  @Test
  void turnsNeighboursEvenRowsAndOthers() {
    FloatBuffer part = FloatBuffer.wrap(new float[ROWS * WIDTH + 11], 5, ROWS * WIDTH).slice();
    FloatBuffer direct = ByteBuffer.allocateDirect(ROWS * WIDTH * Float.BYTES).asFloatBuffer();
    Stream.of(part, direct, part.asReadOnlyBuffer())
        .forEach(
            rows -> {
              FloatBuffer filled = rows.isReadOnly() ? rows : EvenRowsTest.fill(rows, WIDTH);
              assertTurns(filled, IntStream.range(0, 54 + 16).toArray(), 54, 16);
              assertTurns(filled, IntStream.range(0, 16).map(i -> 3 + 4 * i).toArray(), 0, 16);
              assertTurns(filled, IntStream.range(0, 16).map(i -> 69 - 2 * i).toArray(), 0, 16);
              assertTurns(filled, IntStream.range(0, 16).map(i -> i * i % 61).toArray(), 0, 16);
              assertTurns(filled, IntStream.range(0, 16).map(i -> 7).toArray(), 0, 16);
              assertTurns(filled, new int[] {66, 67, 68, 69}, 1, 3);
            });
  }

  private static void assertTurns(FloatBuffer rows, int[] numbers, int from, int count) {
    RowTurner turner = new RowTurner();
    turner.take(rows, numbers, from, count, WIDTH);
    int distance = 19;
    float[] lanes = new float[4 + WIDTH * distance];
    turner.turn(2, WIDTH - 2, lanes, 4, distance);
    for (int c = 2; c < WIDTH; c++) {
      for (int i = 0; i < count; i++) {
        assertEquals(100 * numbers[from + i] + c, lanes[4 + (c - 2) * distance + i]);
      }
    }
  }
}
