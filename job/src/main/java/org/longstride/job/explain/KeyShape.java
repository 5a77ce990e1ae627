package org.longstride.job.explain;

/**
 * The shape of a set of keys: runs of consecutive ones, and the distances from the beginning of one
 * run to that of the next.
 *
 * @param first the first key
 * @param last the last key
 * @param keys how many keys there are
 * @param runs how many runs
 * @param longest keys of the longest run
 * @param nearest the shortest distance; where there is but one run, 0
 * @param farthest the longest distance; where there is but one run, 0
 */
record KeyShape(int first, int last, int keys, int runs, int longest, int nearest, int farthest) {

  /** So many runs or more may be called regular. */
  private static final int PATTERN = 4;

  /**
   * The shape of some keys, at least one.
   *
   * @param keys ascending
   */
  static KeyShape of(int... keys) {
    int count = keys.length;
    int runs = 0;
    int longest = 0;
    int nearest = Integer.MAX_VALUE;
    int farthest = 0;
    int start = 0;
    for (int i = 1; i <= count; i++) {
      if (i == count || keys[i] != keys[i - 1] + 1) {
        runs++;
        longest = Math.max(longest, i - start);
        if (i < count) {
          nearest = Math.min(nearest, keys[i] - keys[start]);
          farthest = Math.max(farthest, keys[i] - keys[start]);
        }
        start = i;
      }
    }
    return new KeyShape(
        keys[0], keys[count - 1], count, runs, longest, runs == 1 ? 0 : nearest, farthest);
  }

  /** How far the keys reach from the query, itself included. */
  int extent(int query) {
    return Math.max(Math.abs(query - first), Math.abs(query - last)) + 1;
  }

  /** Whether runs follow each other at about the same distance. */
  boolean regular() {
    return runs >= PATTERN && farthest <= 2 * nearest;
  }

  /** Whether, so spaced, no further run would fit between 0 and {@code end} (exclusive). */
  boolean goesThrough(int end) {
    return first < farthest && end - last <= farthest;
  }
}
