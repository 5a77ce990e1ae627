package org.longstride.kernels.pattern;

import java.util.Arrays;
import org.longstride.kernels.vector.LaneKernels;

/**
 * Up to {@value #SIZE} queries that are computed together, ascending from lane to lane. Most tiles
 * are evenly spaced and answer by arithmetic; those of an image hold their queries one by one.
 */
public final class QueryTile {

  /** The most queries of a tile. */
  public static final int SIZE = LaneKernels.LANES;

  private final int first;
  private final int step;
  private final int count;
  private final int[] queries;

  /**
   * Evenly spaced queries: lane {@code i} holds query {@code first + i * step}.
   *
   * @param first the query in lane 0
   * @param step the distance of neighbours
   * @param count queries
   */
  public QueryTile(int first, int step, int count) {
    this(first, step, count, null);
  }

  private QueryTile(int first, int step, int count, int[] queries) {
    this.first = first;
    this.step = step;
    this.count = count;
    this.queries = queries;
  }

  /**
   * Any queries.
   *
   * @param queries ascending; none makes an empty tile
   */
  public static QueryTile of(int... queries) {
    int count = queries.length;
    if (count > SIZE) {
      throw new IllegalArgumentException("queries are " + count + ", a tile holds at most " + SIZE);
    }
    int step = count > 1 ? queries[1] - queries[0] : 1;
    boolean even = true;
    for (int lane = 1; lane < count; lane++) {
      if (queries[lane] <= queries[lane - 1]) {
        throw new IllegalArgumentException(
            "query " + queries[lane] + " follows " + queries[lane - 1] + ", must ascend");
      }
      even &= queries[lane] - queries[lane - 1] == step;
    }
    return new QueryTile(count == 0 ? 0 : queries[0], step, count, even ? null : queries.clone());
  }

  /** The query in lane 0. */
  public int first() {
    return first;
  }

  /** Queries in the tile; rarely none. */
  public int count() {
    return count;
  }

  /** Whether the queries are evenly spaced: then they take no memory. */
  public boolean isEven() {
    return queries == null;
  }

  /** The query in the lane. */
  public int query(int lane) {
    return queries == null ? first + lane * step : queries[lane];
  }

  /** Writes the queries, lane by lane. */
  public void copy(int[] to, int at) {
    if (queries != null) {
      System.arraycopy(queries, 0, to, at, count);
      return;
    }
    for (int lane = 0; lane < count; lane++) {
      to[at + lane] = first + lane * step;
    }
  }

  /** The query in the last lane. */
  public int last() {
    return query(count - 1);
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

  /** The lanes whose query is one of {@code from}, {@code from + every}, ... below {@code to}. */
  public long lanes(long from, long to, int every) {
    long lanes = lanes(from, to);
    if (every == 1 || lanes == 0) {
      return lanes;
    }
    if (queries == null && step % every == 0) {
      return Math.floorMod(first - from, every) == 0 ? lanes : 0;
    }
    if (queries == null && step == 1) {
      return lanes & everyLane((int) Math.floorMod(from - first, (long) every), every);
    }
    for (long rest = lanes; rest != 0; rest &= rest - 1) {
      if (Math.floorMod(query(Long.numberOfTrailingZeros(rest)) - from, every) != 0) {
        lanes &= ~Long.lowestOneBit(rest);
      }
    }
    return lanes;
  }

  private static long everyLane(int from, int every) {
    long lanes = 0;
    for (int lane = from; lane < 64; lane += every) {
      lanes |= 1L << lane;
    }
    return lanes;
  }

  /** The lanes whose query leaves the same remainder as the position, bit by bit. */
  public long congruent(int position, int modulus) {
    return lanes(Math.floorMod(position, modulus), Long.MAX_VALUE, modulus);
  }

  /** The first lane whose query is not below the bound. */
  private int lane(long bound) {
    if (bound <= first) {
      return 0;
    }
    if (count == 0 || bound > last()) {
      return count;
    }
    if (queries == null) {
      return (int) (step == 1 ? bound - first : (bound - first + step - 1) / step);
    }
    int lane = Arrays.binarySearch(queries, (int) bound);
    return lane < 0 ? -lane - 1 : lane;
  }

  /** Whether each lane's query lies equally far from the other tile's. */
  public boolean isShifted(QueryTile other) {
    int shift = first - other.first;
    boolean shifted = count == other.count;
    for (int lane = 0; shifted && lane < count; lane++) {
      shifted = query(lane) - other.query(lane) == shift;
    }
    return shifted;
  }

  @Override
  public String toString() {
    return queries == null
        ? count + " queries from " + first + " in steps of " + step
        : "queries " + Arrays.toString(queries);
  }
}
