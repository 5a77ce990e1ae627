package org.longstride.kernels.attention;

import java.nio.FloatBuffer;
import org.longstride.kernels.vector.LaneTiles;

/**
 * Turns rows into lanes, sixteen at a time: those of a Java array from where they lie, if they are
 * evenly spaced, and others by way of a copy. Belongs to one thread.
 */
final class RowTurner {

  /** Rows that are turned at a time. */
  private static final int ROWS = 16;

  private float[] copies = new float[0];
  private float[] source = copies;
  private int at;
  private int distance;

  /**
   * Takes the rows that are turned next.
   *
   * @param rows holds them, each {@code width} elements
   * @param numbers the rows' numbers; -1: zeros
   * @param from the first that is taken
   * @param count how many, at most 16; lanes of more are filled with anything
   */
  void take(FloatBuffer rows, int[] numbers, int from, int count, int width) {
    int apart = apart(numbers, from, count);
    if (apart > 0 && rows.hasArray()) {
      source = rows.array();
      at = rows.arrayOffset() + numbers[from] * width;
      distance = apart * width;
      return;
    }
    if (copies.length < ROWS * width) {
      copies = new float[ROWS * width];
    }
    Rows.copy(rows, numbers, from, count, width, copies, 0);
    source = copies;
    at = 0;
    distance = width;
  }

  /** How far apart sixteen rows are, one from the next; 0 if they are fewer, or not even. */
  private static int apart(int[] numbers, int from, int count) {
    if (count < ROWS || numbers[from] < 0) {
      return 0;
    }
    int apart = numbers[from + 1] - numbers[from];
    for (int i = 2; i < ROWS; i++) {
      if (numbers[from + i] - numbers[from + i - 1] != apart) {
        return 0;
      }
    }
    return Math.max(0, apart);
  }

  /**
   * Turns the rows that were taken: {@code lanes[lanesAt + c * lanesDistance + i]} becomes element
   * {@code first + c} of row {@code i}.
   *
   * @param first the first element of a row that is turned
   * @param count how many
   * @param lanes takes them, {@code [count, lanesDistance]}
   * @param lanesAt where the first goes
   * @param lanesDistance from an element to the next
   */
  void turn(int first, int count, float[] lanes, int lanesAt, int lanesDistance) {
    LaneTiles.transposeSixteen(source, at + first, distance, count, lanes, lanesAt, lanesDistance);
  }
}
