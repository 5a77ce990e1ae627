package org.longstride.kernels.pattern;

/**
 * How queries are dealt into tiles, so that the queries of one tile share their keys.
 *
 * @param step 1: tiles of consecutive queries. l: the queries of a tile are l apart, one residue
 *     class after another
 */
public record QueryOrder(int step) {

  /** Consecutive queries. */
  public static final QueryOrder SEQUENTIAL = new QueryOrder(1);

  /** Checks the step. */
  public QueryOrder {
    if (step < 1) {
      throw new IllegalArgumentException("step is " + step + ", must be at least 1");
    }
  }

  /** The tiles of the queries {@code from} to {@code to} (exclusive). */
  public int tiles(int from, int to) {
    int tiles = 0;
    for (int residue = 0; residue < step; residue++) {
      tiles += tilesOfClass(from, to, residue);
    }
    return tiles;
  }

  /** The given tile of the queries {@code from} to {@code to} (exclusive). */
  public QueryTile tile(int from, int to, int index) {
    int tile = index;
    for (int residue = 0; residue < step; residue++) {
      int tiles = tilesOfClass(from, to, residue);
      if (tile < tiles) {
        int first = from + residue + tile * step * QueryTile.SIZE;
        int count = Math.min(QueryTile.SIZE, (to - 1 - first) / step + 1);
        return new QueryTile(first, step, count);
      }
      tile -= tiles;
    }
    throw new IndexOutOfBoundsException("tile " + index + " of the queries " + from + " to " + to);
  }

  private int tilesOfClass(int from, int to, int residue) {
    int queries = Math.floorDiv(to - 1 - from - residue, step) + 1;
    return Math.max(0, (queries + QueryTile.SIZE - 1) / QueryTile.SIZE);
  }
}
