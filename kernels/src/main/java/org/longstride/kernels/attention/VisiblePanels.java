package org.longstride.kernels.attention;

import org.longstride.kernels.vector.LaneKernels;
import org.longstride.kernels.vector.Lanes;

/**
 * The part of a block of keys that is worth computing: each half of the lanes with the rows that
 * any of its queries sees. Where a pattern has an edge, this leaves out half of what nobody sees;
 * inside, it is one panel of all lanes.
 */
final class VisiblePanels {

  private static final int LANES = LaneKernels.LANES;
  private static final Lanes ALL = Lanes.all(LANES);
  private static final Lanes[] HALVES = {
    new Lanes(0, LANES / 2, LANES), new Lanes(LANES / 2, LANES, LANES)
  };
  private static final long FIRST_HALF = -1L >>> LANES / 2;

  private final Lanes[] lanes = new Lanes[2];
  private final int[] from = new int[2];
  private final int[] to = new int[2];
  private int count;

  /** Cuts a block of {@code rows} keys, given the lanes that see each. */
  void cut(long[] visible, int rows) {
    count = 0;
    add(HALVES[0], visible, rows, FIRST_HALF);
    add(HALVES[1], visible, rows, ~FIRST_HALF);
    if (count == 2 && from[0] == from[1] && to[0] == to[1]) {
      lanes[0] = ALL;
      count = 1;
    }
  }

  private void add(Lanes half, long[] visible, int rows, long bits) {
    int first = 0;
    while (first < rows && (visible[first] & bits) == 0) {
      first++;
    }
    int last = rows;
    while (last > first && (visible[last - 1] & bits) == 0) {
      last--;
    }
    if (first < last) {
      lanes[count] = half;
      from[count] = first;
      to[count++] = last;
    }
  }

  /** Panels: 0, 1 or 2. */
  int count() {
    return count;
  }

  /** The panel's lanes. */
  Lanes lanes(int panel) {
    return lanes[panel];
  }

  /** The panel's first row. */
  int from(int panel) {
    return from[panel];
  }

  /** One past the panel's last row. */
  int to(int panel) {
    return to[panel];
  }
}
