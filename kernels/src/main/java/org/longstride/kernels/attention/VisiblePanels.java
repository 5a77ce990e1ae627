package org.longstride.kernels.attention;

import org.longstride.kernels.vector.LaneKernels;
import org.longstride.kernels.vector.Lanes;

/**
 * The part of a block of keys that is worth computing. Each quarter of the lanes has a span of
 * rows, those that any of its queries sees; neighbouring quarters of the same span are one
 * <em>strip</em>. Cut where spans begin and end, the block is a few <em>panels</em>, rectangles as
 * wide as possible. Where a pattern has an edge, this leaves out most of what nobody sees; inside,
 * it is one strip and one panel.
 */
final class VisiblePanels {

  private static final int QUARTERS = 4;
  private static final int QUARTER = LaneKernels.LANES / QUARTERS;
  private static final long BITS = (1L << QUARTER) - 1;

  /** Rows that micro-kernels take at a time, at most: spans are widened to whole ones. */
  private static final int ROWS = 8;

  private static final int MOST_CUTS = 2 * QUARTERS;
  private static final int MOST_PANELS = (MOST_CUTS - 1) * QUARTERS / 2;

  private static final Lanes[][] LANES = new Lanes[QUARTERS][QUARTERS + 1];

  static {
    for (int from = 0; from < QUARTERS; from++) {
      for (int to = from + 1; to <= QUARTERS; to++) {
        LANES[from][to] = new Lanes(from * QUARTER, to * QUARTER, LaneKernels.LANES);
      }
    }
  }

  private final int[] first = new int[QUARTERS];
  private final int[] end = new int[QUARTERS];
  private final int[] cuts = new int[MOST_CUTS];

  private final Lanes[] stripLanes = new Lanes[QUARTERS];
  private final int[] stripFrom = new int[QUARTERS];
  private final int[] stripTo = new int[QUARTERS];
  private int strips;

  private final Lanes[] lanes = new Lanes[MOST_PANELS];
  private final int[] from = new int[MOST_PANELS];
  private final int[] to = new int[MOST_PANELS];
  private int count;

  /** Cuts a block of {@code rows} keys, given the lanes that see each. */
  void cut(long[] visible, int rows) {
    for (int quarter = 0; quarter < QUARTERS; quarter++) {
      span(quarter, visible, rows);
    }
    findStrips();
    int cutCount = findCuts();
    count = 0;
    for (int i = 1; i < cutCount; i++) {
      addPanels(cuts[i - 1], cuts[i]);
    }
  }

  private void span(int quarter, long[] visible, int rows) {
    long bits = BITS << quarter * QUARTER;
    int begin = 0;
    while (begin < rows && (visible[begin] & bits) == 0) {
      begin++;
    }
    int last = rows;
    while (last > begin && (visible[last - 1] & bits) == 0) {
      last--;
    }
    boolean empty = begin == last;
    first[quarter] = empty ? 0 : begin / ROWS * ROWS;
    end[quarter] = empty ? 0 : Math.min(rows, (last + ROWS - 1) / ROWS * ROWS);
  }

  private void findStrips() {
    strips = 0;
    for (int quarter = 0; quarter < QUARTERS; ) {
      int next = quarter + 1;
      while (next < QUARTERS && first[next] == first[quarter] && end[next] == end[quarter]) {
        next++;
      }
      if (first[quarter] < end[quarter]) {
        stripLanes[strips] = LANES[quarter][next];
        stripFrom[strips] = first[quarter];
        stripTo[strips++] = end[quarter];
      }
      quarter = next;
    }
  }

  /** The rows at which any strip begins or ends, ascending and each once. */
  private int findCuts() {
    int cutCount = 0;
    for (int strip = 0; strip < strips; strip++) {
      cutCount = addCut(cutCount, stripFrom[strip]);
      cutCount = addCut(cutCount, stripTo[strip]);
    }
    return cutCount;
  }

  private int addCut(int cutCount, int row) {
    int at = cutCount;
    while (at > 0 && cuts[at - 1] > row) {
      at--;
    }
    if (at > 0 && cuts[at - 1] == row) {
      return cutCount;
    }
    System.arraycopy(cuts, at, cuts, at + 1, cutCount - at);
    cuts[at] = row;
    return cutCount + 1;
  }

  private void addPanels(int begin, int last) {
    for (int quarter = 0; quarter < QUARTERS; ) {
      int next = quarter;
      while (next < QUARTERS && first[next] <= begin && last <= end[next]) {
        next++;
      }
      if (next > quarter) {
        lanes[count] = LANES[quarter][next];
        from[count] = begin;
        to[count++] = last;
      }
      quarter = Math.max(next, quarter + 1);
    }
  }

  /** Strips: 0 to 4, no two of the same lanes. */
  int strips() {
    return strips;
  }

  /** The strip's lanes. */
  Lanes stripLanes(int strip) {
    return stripLanes[strip];
  }

  /** The strip's first row. */
  int stripFrom(int strip) {
    return stripFrom[strip];
  }

  /** One past the strip's last row. */
  int stripTo(int strip) {
    return stripTo[strip];
  }

  /** Panels; they cover the strips, rows ascend. */
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
