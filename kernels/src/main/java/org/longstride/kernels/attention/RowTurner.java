package org.longstride.kernels.attention;

import java.nio.FloatBuffer;
import org.longstride.kernels.vector.LaneTiles;

/** Turns rows into lanes, sixteen at a time. Belongs to one thread. */
final class RowTurner {

  /** Rows that are turned at a time. */
  private static final int ROWS = 16;

  private final EvenRows taken = new EvenRows(ROWS);

  /**
   * Takes the rows that are turned next.
   *
   * @param rows holds them, each {@code width} elements
   * @param numbers the rows' numbers; -1: zeros
   * @param from the first that is taken
   * @param count how many, at most 16; lanes of more are filled with anything
   */
  void take(FloatBuffer rows, int[] numbers, int from, int count, int width) {
    taken.take(rows, numbers, from, count, width);
  }

  /** Lets go of the rows that were taken. */
  void release() {
    taken.release();
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
    LaneTiles.transposeSixteen(
        taken.array(), taken.at() + first, taken.distance(), count, lanes, lanesAt, lanesDistance);
  }
}
