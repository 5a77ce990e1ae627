package org.longstride.kernels.attention;

import java.nio.FloatBuffer;
import java.util.Arrays;

/** Copies rows out of a buffer. */
public final class Rows {

  private Rows() {}

  /**
   * Copies rows side by side, neighbours at once.
   *
   * @param source holds the rows, each {@code width} elements
   * @param rows the rows' numbers; -1: zeros
   * @param from the first that is copied
   * @param count how many
   * @param width elements of a row
   * @param to takes them, {@code [count, width]}
   */
  public static void copy(
      FloatBuffer source, int[] rows, int from, int count, int width, float[] to) {
    for (int i = 0; i < count; ) {
      int row = rows[from + i];
      int next = i + 1;
      if (row < 0) {
        Arrays.fill(to, i * width, next * width, 0f);
      } else {
        while (next < count && rows[from + next] == rows[from + next - 1] + 1) {
          next++;
        }
        source.get(row * width, to, i * width, (next - i) * width);
      }
      i = next;
    }
  }
}
