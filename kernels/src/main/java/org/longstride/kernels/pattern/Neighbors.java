package org.longstride.kernels.pattern;

import java.util.List;

/**
 * The product of neighbours along the axes of a grid whose tokens lie row by row. Tokens behind the
 * grid see nothing and are seen by none.
 *
 * @param axes outermost first; the only axis of a line may have length 0: all of the sequence
 */
record Neighbors(List<NeighborhoodAxis> axes) implements Term {

  Neighbors {
    axes = List.copyOf(axes);
  }

  @Override
  public boolean attends(Sequence sequence, int query, int key) {
    if (Math.max(query, key) >= tokens(sequence)) {
      return false;
    }
    for (int a = 0; a < axes.size(); a++) {
      if (!axis(a, sequence).sees(coordinate(query, a), coordinate(key, a))) {
        return false;
      }
    }
    return true;
  }

  /**
   * The box that holds the neighbours of all queries of the tile; in {@link #order} there are few
   * others in it.
   */
  @Override
  public void reach(Sequence sequence, QueryTile queries, KeyRanges keys) {
    int count = Long.bitCount(queries.lanes(0, tokens(sequence)));
    if (count > 0) {
      int[][] box = new int[axes.size()][];
      for (int a = 0; a < box.length; a++) {
        box[a] = interval(a, sequence, queries, count);
      }
      addBox(box, 0, 0, keys);
    }
  }

  /** First, last and step of the coordinates that any query sees along the axis. */
  private int[] interval(int a, Sequence sequence, QueryTile queries, int count) {
    NeighborhoodAxis axis = axis(a, sequence);
    int residue = coordinate(queries.first(), a) % axis.dilation();
    int[] interval = {Integer.MAX_VALUE, 0, axis.dilation()};
    for (int lane = 0; lane < count; lane++) {
      int coordinate = coordinate(queries.query(lane), a);
      interval[0] = Math.min(interval[0], axis.first(coordinate));
      interval[1] = Math.max(interval[1], axis.last(coordinate));
      if (coordinate % axis.dilation() != residue) {
        interval[2] = 1;
      }
    }
    return interval;
  }

  private void addBox(int[][] box, int a, int base, KeyRanges keys) {
    int[] interval = box[a];
    if (a == box.length - 1) {
      keys.add(base + interval[0], base + interval[1] + 1L, interval[2]);
      return;
    }
    for (int coordinate = interval[0]; coordinate <= interval[1]; coordinate += interval[2]) {
      addBox(box, a + 1, base + coordinate * tokensWithin(a), keys);
    }
  }

  @Override
  public long lanes(Sequence sequence, QueryTile queries, int key) {
    return key < tokens(sequence) ? lanes(sequence, queries, key, 0, 0) : 0;
  }

  private long lanes(Sequence sequence, QueryTile queries, int key, int a, int base) {
    NeighborhoodAxis axis = axis(a, sequence);
    int coordinate = coordinate(key, a);
    int first = axis.firstSeer(coordinate);
    int last = axis.lastSeer(coordinate);
    if (a == axes.size() - 1) {
      return queries.lanes(base + first, base + last + 1L, axis.dilation());
    }
    int within = tokensWithin(a);
    long lanes = 0;
    for (int seer = first; seer <= last; seer += axis.dilation()) {
      int row = base + seer * within;
      if (row > queries.last()) {
        break;
      }
      if (row + within > queries.first()) {
        lanes |= lanes(sequence, queries, key, a + 1, row);
      }
    }
    return lanes;
  }

  @Override
  public QueryOrder order(Sequence sequence) {
    return axes.size() == 1 ? QueryOrder.every(axes.get(0).dilation()) : GridOrder.of(axes);
  }

  /** Exact where the grid ends with the sequence or before. */
  @Override
  public boolean retains(Sequence sequence, int key, int from) {
    if (key >= tokens(sequence)) {
      return false;
    }
    int last = 0;
    for (int a = 0; a < axes.size(); a++) {
      last += axis(a, sequence).lastSeer(coordinate(key, a)) * tokensWithin(a);
    }
    return Math.min(last, sequence.length() - 1) >= sequence.firstQuery(key, from);
  }

  private NeighborhoodAxis axis(int a, Sequence sequence) {
    NeighborhoodAxis axis = axes.get(a);
    return axis.length() > 0 ? axis : axis.withLength(sequence.length());
  }

  private int coordinate(int position, int a) {
    int outward = position / tokensWithin(a);
    return a == 0 ? outward : outward % axes.get(a).length();
  }

  /** Tokens between neighbours along the axis: those of all axes within it. */
  private int tokensWithin(int a) {
    int tokens = 1;
    for (int inner = a + 1; inner < axes.size(); inner++) {
      tokens *= axes.get(inner).length();
    }
    return tokens;
  }

  private int tokens(Sequence sequence) {
    return axis(0, sequence).length() * tokensWithin(0);
  }

  @Override
  public String toString() {
    return new Neighborhood(axes).toString();
  }
}
