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
}
