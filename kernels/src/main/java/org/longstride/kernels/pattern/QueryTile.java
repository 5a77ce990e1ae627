package org.longstride.kernels.pattern;

import org.longstride.kernels.vector.LaneKernels;

/**
 * Up to {@value #SIZE} queries that are computed together, evenly spaced: lane {@code i} holds
 * query {@code first + i * step}.
 *
 * @param first the query in lane 0
 * @param step the distance of neighbours
 * @param count queries
 */
public record QueryTile(int first, int step, int count) {

  /** The most queries of a tile. */
  public static final int SIZE = LaneKernels.LANES;

  /** The query in the lane. */
  public int query(int lane) {
    return first + lane * step;
  }

  /** The query in the last lane. */
  public int last() {
    return first + (count - 1) * step;
  }

  /** The lanes whose query lies in {@code [from, to)}, bit by bit. */
  public long lanes(long from, long to) {
    int low = lane(from);
    int high = lane(to);
    return low >= high ? 0 : (high == 64 ? -1L : (1L << high) - 1) & -(1L << low);
  }

  /** The first lane whose query is not below the bound. */
  private int lane(long bound) {
    if (bound <= first) {
      return 0;
    }
    if (bound > last()) {
      return count;
    }
    return (int) ((bound - first + step - 1) / step);
  }
}
