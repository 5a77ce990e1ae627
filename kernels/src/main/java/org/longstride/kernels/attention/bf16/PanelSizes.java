package org.longstride.kernels.attention.bf16;

import org.longstride.kernels.vector.BfloatKernels;

/**
 * How panels of 64 keys and values lie in memory, in pairs of bfloat16 numbers of 32 bits each. The
 * halves of a row's features are paired with each other, and a last pair holds (1, 0): queries put
 * there what is to be subtracted from their scores.
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
  int half() {
    return (d + 1) / 2;
  }

  /** Pairs of a row with the last one. */
  int pairs() {
    return half() + 1;
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
   * Rounds a row and pairs its halves.
   *
   * @param kernels round
   * @param rows holds the row of d features
   * @param at where it begins
   * @param pairs takes the pairs, {@code [half]}
   * @param pairsAt where they begin
   */
  void pairHalves(BfloatKernels kernels, float[] rows, int at, int[] pairs, int pairsAt) {
    int whole = d / 2;
    kernels.pair(rows, at, rows, at + half(), whole, pairs, pairsAt);
    if (whole < half()) {
      pairs[pairsAt + whole] = BfloatKernels.round(rows[at + whole]);
    }
  }
}
