package org.longstride.kernels.attention.bf16;

import java.nio.FloatBuffer;
import java.util.Arrays;

/** Copies rows out of a buffer. */
final class Rows {

  private Rows() {}

  /**
   * Copies rows side by side, neighbours at once.
   *
   * @param source holds the rows, each {@code width} elements
   * @param rows the rows' numbers; -1: zeros
   * @param count how many
   * @param width elements of a row
   * @param to takes them, {@code [count, width]}
   */
  static void copy(FloatBuffer source, int[] rows, int count, int width, float[] to) {
    for (int i = 0; i < count; ) {
      int next = i + 1;
      if (rows[i] < 0) {
        Arrays.fill(to, i * width, next * width, 0f);
      } else {
        while (next < count && rows[next] == rows[next - 1] + 1) {
          next++;
        }
        source.get(rows[i] * width, to, i * width, (next - i) * width);
      }
      i = next;
    }
  }
}
