package org.longstride.kernels.attention;

import java.nio.FloatBuffer;
import java.util.Optional;
import org.longstride.kernels.pattern.QueryTile;
import org.longstride.kernels.vector.LaneTiles;

/** Where the results of all heads go. */
@FunctionalInterface
public interface Outputs {

  /**
   * Takes a head's outputs.
   *
   * @param head the head, from 0
   * @param tile which queries
   * @param o lane tile {@code [dv, 64]}; lanes past the tile's count hold nothing of use
   * @param sum the lanes' sums of weights, {@code [64]}: 0 where no key was seen
   */
  void store(int head, QueryTile tile, float[] o, float[] sum);

  /**
   * Takes a head's outputs one after another.
   *
   * @param head the head, from 0
   * @param tile which queries
   * @param dv features of an output
   * @param rows rows {@code [64, dv]}; those past the tile's count hold nothing of use
   * @param sum the queries' sums of weights, {@code [64]}: 0 where no key was seen
   * @param o scratch, lane tile {@code [dv, 64]}
   */
  default void storeRows(int head, QueryTile tile, int dv, float[] rows, float[] sum, float[] o) {
    LaneTiles.toLanes(rows, 0, dv, tile.count(), dv, o, 0);
    store(head, tile, o, sum);
  }

  /** Where a head's outputs go as rows {@code [n, dv]}, the first at index 0, if they do. */
  default Optional<FloatBuffer> outputRows(int head) {
    return Optional.empty();
  }
}
