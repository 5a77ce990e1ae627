package org.longstride.kernels.pattern;

/** Which lanes of a tile see which coordinates along one axis. */
final class AxisSeers {

  private final AxisSpan span;
  private final long[] lanes;

  /**
   * Works out who sees what.
   *
   * @param axis the rule
   * @param coordinates the coordinate of each lane's query, at least one
   */
  AxisSeers(NeighborhoodAxis axis, int[] coordinates) {
    span = AxisSpan.of(axis, coordinates);
    lanes = new long[index(span.last()) + 1];
    long[] members = new long[span.high() - span.low() + 1];
    for (int lane = 0; lane < coordinates.length; lane++) {
      members[coordinates[lane] - span.low()] |= 1L << lane;
    }
    for (int i = 0; i < members.length; i++) {
      if (members[i] != 0) {
        int end = index(axis.last(span.low() + i));
        int step = axis.dilation() / span.step();
        for (int key = index(axis.first(span.low() + i)); key <= end; key += step) {
          lanes[key] |= members[i];
        }
      }
    }
  }

  private int index(int coordinate) {
    int distance = coordinate - span.first();
    return span.step() == 1 ? distance : distance / span.step();
  }

  /**
   * Those of some lanes that see coordinates in even steps: {@code into[at + i]} for {@code from +
   * i * by}.
   */
  void lanes(int from, int count, int by, long some, long[] into, int at) {
    boolean dense = span.step() == 1 && from >= span.first();
    int end = dense ? Math.min(count, (span.last() - from + by) / by) : 0;
    int seen = from - span.first();
    for (int i = 0; i < end; i++) {
      into[at + i] = lanes[seen + i * by] & some;
    }
    for (int i = Math.max(0, end); i < count; i++) {
      into[at + i] = lanes(from + i * by) & some;
    }
  }

  /** The lanes that see the coordinate. */
  long lanes(int coordinate) {
    int distance = coordinate - span.first();
    if (distance < 0 || coordinate > span.last()) {
      return 0;
    }
    int step = span.step();
    return step == 1 ? lanes[distance] : distance % step == 0 ? lanes[distance / step] : 0;
  }
}
