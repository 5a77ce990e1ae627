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

  /** All lanes that hold a query, bit by bit. */
  public long lanes() {
    return count == 64 ? -1L : (1L << count) - 1;
  }

  /** The lanes whose query lies in {@code [from, to)}, bit by bit. */
  public long lanes(long from, long to) {
    int low = lane(from);
    int high = lane(to);
    return low >= high ? 0 : (high == 64 ? -1L : (1L << high) - 1) & -(1L << low);
  }

  /** The lanes whose query leaves the same remainder as the position, bit by bit. */
  public long congruent(int position, int modulus) {
    int difference = Math.floorMod(position - first, modulus);
    if (step % modulus == 0) {
      return difference == 0 ? lanes() : 0;
    }
    long lanes = 0;
    if (step == 1) {
      for (int lane = difference; lane < count; lane += modulus) {
        lanes |= 1L << lane;
      }
    } else {
      for (int lane = 0; lane < count; lane++) {
        if ((long) lane * step % modulus == difference) {
          lanes |= 1L << lane;
        }
      }
    }
    return lanes;
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
