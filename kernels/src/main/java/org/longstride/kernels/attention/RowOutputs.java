package org.longstride.kernels.attention;

import org.longstride.kernels.pattern.QueryTile;

/** Outputs that are to lie in rows. */
public interface RowOutputs extends Outputs {

  /**
   * Takes a head's outputs.
   *
   * @param head the head, from 0
   * @param tile which queries
   * @param rows a row for each query, {@code [count, dv]}
   * @param lse their log-sum-exp to base 2, {@code [64]}
   */
  void storeRows(int head, QueryTile tile, float[] rows, float[] lse);
}
