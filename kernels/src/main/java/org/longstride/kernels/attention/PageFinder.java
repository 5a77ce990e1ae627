package org.longstride.kernels.attention;

import java.nio.FloatBuffer;

/**
 * Looks for pages of memory ahead of copies: a number of each page is read, and the processor finds
 * all pages at once, where a copy waits for one after another. Belongs to one thread.
 */
final class PageFinder {

  /** Elements of a page. */
  private static final int PAGE = 4096 / Float.BYTES;

  /** What was read: reading what nobody could use would be left out. */
  float read;

  /**
   * Looks for the pages in which rows lie.
   *
   * @param source holds the rows, each {@code width} elements
   * @param rows the rows' numbers, for the most part in runs
   * @param from the first row that is looked for
   * @param count how many
   */
  void find(FloatBuffer source, int[] rows, int from, int count, int width) {
    int step = Math.max(1, PAGE / width);
    float sum = 0;
    for (int i = from; i < from + count; i += step) {
      sum += source.get(rows[i] * width);
    }
    read = sum;
  }
}
