package org.longstride.kernels.pattern;

/** Which lanes of a tile see which coordinates along one axis. */
final class AxisSeers {

  private final int first;
  private final int last;
  private final int step;
  private final long[] lanes;

  /**
   * Works out who sees what.
   *
   * @param axis the rule
   * @param coordinates the coordinate of each lane's query, at least one
   */
  AxisSeers(NeighborhoodAxis axis, int[] coordinates) {
    int low = coordinates[0];
    int high = low;
    for (int lane = 0; lane < coordinates.length; lane++) {
      low = Math.min(low, coordinates[lane]);
      high = Math.max(high, coordinates[lane]);
    }
    long[] members = new long[high - low + 1];
    for (int lane = 0; lane < coordinates.length; lane++) {
      members[coordinates[lane] - low] |= 1L << lane;
    }
    int from = Integer.MAX_VALUE;
    int to = 0;
    boolean oneClass = true;
    int[] firsts = new int[members.length];
    int[] lasts = new int[members.length];
    for (int i = 0; i < members.length; i++) {
      if (members[i] != 0) {
        firsts[i] = axis.first(low + i);
        lasts[i] = axis.last(low + i);
        from = Math.min(from, firsts[i]);
        to = Math.max(to, lasts[i]);
        oneClass &= i % axis.dilation() == 0;
      }
    }
    first = from;
    last = to;
    step = oneClass ? axis.dilation() : 1;
    lanes = new long[(last - first) / step + 1];
    int stride = axis.dilation() / step;
    for (int i = 0; i < members.length; i++) {
      if (members[i] != 0) {
        int end = (lasts[i] - first) / step;
        for (int key = (firsts[i] - first) / step; key <= end; key += stride) {
          lanes[key] |= members[i];
        }
      }
    }
  }

  /** The first coordinate that any lane sees. */
  int first() {
    return first;
  }

  /** The last coordinate that any lane sees. */
  int last() {
    return last;
  }

  /** The distance of coordinates that are seen: the dilation, if all lanes are of one class. */
  int step() {
    return step;
  }

  /** The lanes that see the coordinate. */
  long lanes(int coordinate) {
    if (coordinate < first || coordinate > last) {
      return 0;
    }
    int distance = coordinate - first;
    return step == 1 ? lanes[distance] : distance % step == 0 ? lanes[distance / step] : 0;
  }
}
