package org.longstride.kernels.attention;

import org.longstride.kernels.pattern.QueryTile;

/** Where the results of all heads go. */
@FunctionalInterface
public interface Outputs {

  /**
   * Takes a head's outputs.
   *
   * @param head the head, from 0
   * @param tile which queries
   * @param o lane tile {@code [dv, 64]}; lanes past the tile's count hold nothing of use
   * @param lse the lanes' log-sum-exp to base 2, {@code [64]}
   */
  void store(int head, QueryTile tile, float[] o, float[] lse);
}
