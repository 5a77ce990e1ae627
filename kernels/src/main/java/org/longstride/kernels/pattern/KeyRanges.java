package org.longstride.kernels.pattern;

/** Collects the keys that a tile of queries may see, as evenly spaced ranges. */
public interface KeyRanges {

  /**
   * Adds the keys {@code from}, {@code from + step}, ... below {@code to}. Keys outside the
   * sequence are left out; a {@code from} below 0 moves up to the first key of its residue class
   * that is not.
   */
  void add(long from, long to, int step);

  /** Adds the keys {@code from} to {@code to} (exclusive). */
  default void add(long from, long to) {
    add(from, to, 1);
  }

  /**
   * Adds rows of keys side by side: {@code width} of them at {@code from}, at {@code from + step},
   * and so on, all below {@code to}. This default adds them row by row.
   *
   * @param from at least 0
   * @param width at most {@code step}
   */
  default void addRows(long from, long to, int step, int width) {
    for (long row = from; row < to; row += step) {
      add(row, Math.min(row + width, to));
    }
  }
}
