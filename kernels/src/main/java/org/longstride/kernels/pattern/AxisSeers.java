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
    boolean oneClass = true;
    for (int coordinate : coordinates) {
      low = Math.min(low, coordinate);
      high = Math.max(high, coordinate);
      oneClass &= (coordinate - coordinates[0]) % axis.dilation() == 0;
    }
    step = oneClass ? axis.dilation() : 1;
    long[] members = new long[(high - low) / step + 1];
    for (int lane = 0; lane < coordinates.length; lane++) {
      members[(coordinates[lane] - low) / step] |= 1L << lane;
    }
    int from = Integer.MAX_VALUE;
    int to = 0;
    for (int i = 0; i < members.length; i++) {
      if (members[i] != 0) {
        from = Math.min(from, axis.first(low + i * step));
        to = Math.max(to, axis.last(low + i * step));
      }
    }
    first = from;
    last = to;
    lanes = new long[(last - first) / step + 1];
    for (int i = 0; i < members.length; i++) {
      if (members[i] != 0) {
        int lastSeen = axis.last(low + i * step);
        for (int key = axis.first(low + i * step); key <= lastSeen; key += axis.dilation()) {
          lanes[(key - first) / step] |= members[i];
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
    int index = (coordinate - first) / step;
    boolean inside = coordinate >= first && index < lanes.length;
    return inside && first + index * step == coordinate ? lanes[index] : 0;
  }
}
