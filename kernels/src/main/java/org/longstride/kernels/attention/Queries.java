package org.longstride.kernels.attention;

import java.nio.FloatBuffer;
import java.util.Optional;
import org.longstride.kernels.pattern.QueryTile;
import org.longstride.kernels.vector.LaneTiles;

/** Where the queries of all heads come from. */
@FunctionalInterface
public interface Queries {

  /**
   * Puts a head's queries side by side.
   *
   * @param head the head, from 0
   * @param tile which queries
   * @param x takes a lane tile {@code [d, 64]}: {@code x[at + c * 64 + lane]} is feature {@code c}
   *     of the query in {@code lane}; lanes past the tile's count may hold anything finite
   * @param at where the tile begins
   */
  void load(int head, QueryTile tile, float[] x, int at);

  /**
   * Puts a head's queries one after another.
   *
   * @param head the head, from 0
   * @param tile which queries
   * @param d features of a query
   * @param rows rows {@code [64, d]} to fill; those past the tile's count may hold anything
   * @param x scratch, lane tile {@code [d, 64]}
   */
  default void loadRows(int head, QueryTile tile, int d, float[] rows, float[] x) {
    load(head, tile, x, 0);
    LaneTiles.toRows(x, 0, d, rows, 0, d, tile.count());
  }

  /** A head's queries as rows {@code [n, d]}, the first at index 0, if they lie so. */
  default Optional<FloatBuffer> rows(int head) {
    return Optional.empty();
  }
}
