package org.longstride.kernels.attention.bf16;

import org.longstride.kernels.vector.BfloatKernels;

/**
 * How panels of 64 keys and values lie in memory, in pairs of bfloat16 numbers of 32 bits each. The
 * halves of a row's features are paired with each other, and so are the halves of a panel's values.
 *
 * @param d features of queries and keys
 * @param dv features of values
 */
record PanelSizes(int d, int dv) {

  /** Keys of a panel, and columns of a block. */
  static final int PANEL = 64;

  /** Rows of a packed matrix are stored in whole sixteens of pairs. */
  private static final int PAIRS = 16;

  /** Pairs of one value panel's rows and columns, for one block of features. */
  static final int VALUE_PAIRS = PANEL / 2 * PANEL;

  /** Pairs of a row's features. */
  int pairs() {
    return (d + 1) / 2;
  }

  /** Pairs of a key panel. */
  int keyPairs() {
    return (pairs() + PAIRS - 1) / PAIRS * PAIRS * PANEL;
  }

  /** Blocks of 64 features that values are cut into. */
  int blocks() {
    return (dv + PANEL - 1) / PANEL;
  }

  /** Features of a block of values. */
  int width(int block) {
    return Math.min(PANEL, dv - block * PANEL);
  }

  /**
   * Rounds rows and pairs each one's halves.
   *
   * @param kernels round
   * @param rows holds rows of d features
   * @param at where the first begins
   * @param distance from a row to the next
   * @param count rows
   * @param pairs takes the pairs, {@code [count, pairsDistance]}, of which {@link #pairs} a row
   * @param pairsAt where they begin
   * @param pairsDistance from a row's pairs to the next row's
   */
  void pairHalves(
      BfloatKernels kernels,
      float[] rows,
      int at,
      int distance,
      int count,
      float[] pairs,
      int pairsAt,
      int pairsDistance) {
    int whole = d / 2;
    kernels.pair(rows, at, distance, pairs(), count, whole, pairs, pairsAt, pairsDistance);
    for (int row = 0; row < count && whole < pairs(); row++) {
      int last = BfloatKernels.round(rows[at + row * distance + whole]);
      pairs[pairsAt + row * pairsDistance + whole] = Float.intBitsToFloat(last);
    }
  }
}
