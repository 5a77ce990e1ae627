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
      addBox(box(sequence, queries, count), 0, 0, keys);
    }
  }

  private int[][] box(Sequence sequence, QueryTile queries, int count) {
    int[][] box = new int[axes.size()][];
    for (int a = 0; a < box.length; a++) {
      box[a] = interval(a, sequence, queries, count);
    }
    return box;
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

  /** A key is seen by the lanes that see its coordinate along every axis. */
  @Override
  public KeyLanes lanes(Sequence sequence, QueryTile queries) {
    int tokens = tokens(sequence);
    int count = Long.bitCount(queries.lanes(0, tokens));
    int[][] box = box(sequence, queries, count);
    long[][] seers = new long[axes.size()][];
    for (int a = 0; a < seers.length && count > 0; a++) {
      seers[a] = seers(a, sequence, queries, count, box[a]);
    }
    return key -> {
      long lanes = key < tokens && count > 0 ? -1L : 0;
      for (int a = 0; a < seers.length && lanes != 0; a++) {
        int away = coordinate(key, a) - box[a][0];
        int step = box[a][2];
        int index = step == 1 ? away : away / step;
        boolean inside = away >= 0 && index < seers[a].length && index * step == away;
        lanes &= inside ? seers[a][index] : 0;
      }
      return lanes;
    };
  }

  /** The lanes that see each coordinate of an interval along an axis. */
  private long[] seers(int a, Sequence sequence, QueryTile queries, int count, int[] interval) {
    NeighborhoodAxis axis = axis(a, sequence);
    long[] seers = new long[(interval[1] - interval[0]) / interval[2] + 1];
    for (int lane = 0; lane < count; lane++) {
      int coordinate = coordinate(queries.query(lane), a);
      int last = axis.last(coordinate);
      for (int key = axis.first(coordinate); key <= last; key += axis.dilation()) {
        seers[(key - interval[0]) / interval[2]] |= 1L << lane;
      }
    }
    return seers;
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
}
