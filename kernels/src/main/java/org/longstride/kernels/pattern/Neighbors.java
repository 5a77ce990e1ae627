package org.longstride.kernels.pattern;

import java.util.Arrays;
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

  @Override
  public int extent() {
    return axes.get(0).length() * tokensWithin(0);
  }

  /**
   * The box that holds the neighbours of all queries of the tile; in {@link #order} there are few
   * others in it.
   */
  @Override
  public void reach(Sequence sequence, QueryTile queries, KeyRanges keys) {
    int[][] coordinates = coordinates(sequence, queries);
    AxisSpan[] box = new AxisSpan[coordinates.length];
    Arrays.setAll(box, a -> AxisSpan.of(axis(a, sequence), coordinates[a]));
    if (box.length > 0) {
      addBox(box, 0, 0, keys);
    }
  }

  private void addBox(AxisSpan[] box, int a, int base, KeyRanges keys) {
    AxisSpan axis = box[a];
    if (a == box.length - 1) {
      keys.add(base + axis.first(), base + axis.last() + 1L, axis.step());
      return;
    }
    for (int row = axis.first(); row <= axis.last(); row += axis.step()) {
      addBox(box, a + 1, base + row * tokensWithin(a), keys);
    }
  }

  @Override
  public KeyLanes lanes(Sequence sequence, QueryTile queries) {
    int[][] coordinates = coordinates(sequence, queries);
    if (coordinates.length == 0) {
      return KeyLanes.inRuns(key -> 0, key -> Long.MAX_VALUE);
    }
    AxisSeers[] seers = new AxisSeers[coordinates.length];
    Arrays.setAll(seers, a -> new AxisSeers(axis(a, sequence), coordinates[a]));
    int[] within = new int[seers.length];
    Arrays.setAll(within, this::tokensWithin);
    return new RowLanes(seers, within, tokens(sequence));
  }

  /** Known of whole rows (slices, in a volume) of a grid that the sequence does not cut short. */
  @Override
  public boolean repeats(Sequence sequence, QueryTile queries, int shift) {
    int within = tokensWithin(0);
    return shift % within == 0
        && tokens(sequence) <= sequence.length()
        && axis(0, sequence)
            .repeats(queries.first() / within, queries.last() / within, shift / within);
  }

  /** For each axis every lane's coordinate; none if all queries of the tile are behind the grid. */
  private int[][] coordinates(Sequence sequence, QueryTile queries) {
    int count = Long.bitCount(queries.lanes(0, tokens(sequence)));
    int[][] coordinates = new int[count == 0 ? 0 : axes.size()][];
    for (int a = 0; a < coordinates.length; a++) {
      coordinates[a] = new int[count];
    }
    for (int lane = 0; lane < count; lane++) {
      int rest = queries.query(lane);
      for (int a = 0; a < coordinates.length - 1; a++) {
        int within = tokensWithin(a);
        coordinates[a][lane] = rest / within;
        rest %= within;
      }
      coordinates[coordinates.length - 1][lane] = rest;
    }
    return coordinates;
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
    return extent() == 0 ? sequence.length() : extent();
  }

  @Override
  public String toString() {
    return new Neighborhood(axes).toString();
  }
}
