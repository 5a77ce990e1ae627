package org.longstride.kernels.attention;

import java.util.List;
import org.longstride.kernels.plan.HeadGroup;

/**
 * Tiles that one thread computes.
 *
 * @param group the group whose passes are run
 * @param heads some of its heads
 * @param from the first query that is dealt into tiles
 * @param to one past the last
 * @param firstTile the first tile of each pass
 * @param lastTile one past the last; more than one pass needs all tiles
 */
record TileRange(
    HeadGroup group, List<Integer> heads, int from, int to, int firstTile, int lastTile) {

  /** All tiles of the queries. */
  TileRange(HeadGroup group, List<Integer> heads, int from, int to) {
    this(group, heads, from, to, 0, Integer.MAX_VALUE);
  }
}
