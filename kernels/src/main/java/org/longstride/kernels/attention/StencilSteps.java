package org.longstride.kernels.attention;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.longstride.kernels.pattern.QueryTile;
import org.longstride.kernels.vector.StencilKernels;

/**
 * Queries of a tile as the steps of a stencil: neighbours in even steps, as those of an image's
 * row. Steps that have fewer queries than lanes begin with a vector all the same.
 *
 * @param queries the queries of up to four steps
 * @param firstLane the first of the tile's lanes that they have
 * @param lanes for each query its lane in the stencil
 */
record StencilSteps(QueryTile queries, int firstLane, int[] lanes) {

  private static final int LANES = StencilKernels.LANES;

  /** The lanes of whole steps, as most are. */
  private static final int[] WHOLE = new int[StencilKernels.WIDTH];

  static {
    Arrays.setAll(WHOLE, lane -> lane);
  }

  /** All steps of a tile, up to four at a time. */
  static List<StencilSteps> of(QueryTile tile) {
    List<StencilSteps> groups = new ArrayList<>();
    for (int first = 0; first < tile.count(); ) {
      int[] lanes = new int[StencilKernels.WIDTH];
      int count = 0;
      for (int step = 0; step < StencilKernels.STEPS && first + count < tile.count(); step++) {
        int end = count + length(tile, first + count);
        for (int lane = step * LANES; count < end; lane++) {
          lanes[count++] = lane;
        }
      }
      groups.add(of(tile, first, Arrays.copyOf(lanes, count)));
      first += count;
    }
    return groups;
  }

  private static StencilSteps of(QueryTile tile, int first, int[] lanes) {
    int[] laneOf = Arrays.equals(lanes, WHOLE) ? WHOLE : lanes;
    if (lanes.length == tile.count()) {
      return new StencilSteps(tile, first, laneOf);
    }
    int[] queries = new int[lanes.length];
    Arrays.setAll(queries, i -> tile.query(first + i));
    return new StencilSteps(QueryTile.of(queries), first, laneOf);
  }

  /** Queries of the step that begins there: as far apart as the tile's first two. */
  private static int length(QueryTile tile, int first) {
    int apart = tile.count() > 1 ? tile.query(1) - tile.query(0) : 1;
    int length = 1;
    while (length < LANES
        && first + length < tile.count()
        && tile.query(first + length) - tile.query(first + length - 1) == apart) {
      length++;
    }
    return length;
  }

  /** How many queries there are. */
  int count() {
    return lanes.length;
  }

  /** Whether each query has the lane of its number. */
  boolean areWhole() {
    return lanes[lanes.length - 1] == lanes.length - 1;
  }

  /** The first query of a step; of the one behind the last the number of queries. */
  int first(int step) {
    int lane = 0;
    while (lane < lanes.length && lanes[lane] < step * LANES) {
      lane++;
    }
    return lane;
  }

  /** Of the tile's lanes, bit by bit, these queries'. */
  long own(long lanesOfTile) {
    return lanesOfTile >>> firstLane & -1L >>> StencilKernels.WIDTH - lanes.length;
  }
}
