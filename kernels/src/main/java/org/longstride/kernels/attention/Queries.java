package org.longstride.kernels.attention;

import org.longstride.kernels.pattern.QueryTile;

/** Where the queries of all heads come from. */
@FunctionalInterface
public interface Queries {

  /**
   * Puts a head's queries side by side.
   *
   * @param head the head, from 0
   * @param tile which queries
   * @param x lane tile {@code [d, 64]} to fill: {@code x[c * 64 + lane]} is feature {@code c} of
   *     the query in {@code lane}; lanes past the tile's count may hold anything finite
   */
  void load(int head, QueryTile tile, float[] x);
}
