package org.longstride.kernels.attention;

import java.nio.FloatBuffer;

/**
 * Rows of keys or values as the micro-kernels read them: one array, and where each row begins in
 * it. Neighbours on the heap are read where they lie; rows that are scattered or off the heap are
 * copied side by side first, because copying waits for many rows at once where a micro-kernel would
 * wait for one after another.
 */
final class FetchedRows {

  /** Rows that lie together, on average, in what is not worth copying. */
  private static final int NEIGHBOURS = 16;

  private int[] offsets = new int[0];
  private float[] array = new float[0];
  private float[] copies = new float[0];

  /**
   * Takes some rows, where they lie or as copies.
   *
   * @param source holds the rows, each {@code width} elements
   * @param rows the rows' numbers
   * @param from the first that is taken
   * @param count how many are taken
   */
  void take(FloatBuffer source, int[] rows, int from, int count, int width) {
    if (source.hasArray() && runs(rows, from, count) * NEIGHBOURS <= count + NEIGHBOURS) {
      reserve(count);
      array = source.array();
      for (int i = 0; i < count; i++) {
        offsets[i] = source.arrayOffset() + rows[from + i] * width;
      }
    } else {
      copy(source, rows, from, count, width);
    }
  }

  private void copy(FloatBuffer source, int[] rows, int from, int count, int width) {
    reserve(count);
    copies = copies.length < count * width ? new float[offsets.length * width] : copies;
    array = copies;
    Rows.copy(source, rows, from, count, width, copies, 0);
    for (int i = 0; i < count; i++) {
      offsets[i] = i * width;
    }
  }

  private void reserve(int count) {
    offsets = offsets.length < count ? new int[count + count / 2] : offsets;
  }

  private static int runs(int[] rows, int from, int count) {
    int runs = 1;
    for (int i = from + 1; i < from + count; i++) {
      runs += rows[i] == rows[i - 1] + 1 ? 0 : 1;
    }
    return runs;
  }

  /** The array that holds the rows. */
  float[] array() {
    return array;
  }

  /** Where each row begins. */
  int[] offsets() {
    return offsets;
  }
}
