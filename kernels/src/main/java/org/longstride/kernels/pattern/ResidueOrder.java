package org.longstride.kernels.pattern;

import org.longstride.kernels.vector.InterleavedKernels;

/**
 * Evenly spaced queries: the queries of a tile are {@code step} apart. Patterns that look scattered
 * are dense in this order.
 *
 * @param step 1: consecutive queries
 */
record ResidueOrder(int step) implements QueryOrder {

  private static final int LONGEST_CHUNK = 1 << 24;

  /** Classes whose tiles alternate: they fill a vector side by side. */
  private static final int TOGETHER = InterleavedKernels.LANES;

  /** The same of few classes. */
  private static final int FEW_TOGETHER = 4;

  /** Tiles of each class that are computed together. */
  private static final int IN_TURN = 2;

  ResidueOrder {
    if (step < 1) {
      throw new IllegalArgumentException("step is " + step + ", must be at least 1");
    }
  }

  @Override
  public int tiles(int from, int to) {
    int classes = classes(to - from);
    int together = Math.min(together(), classes);
    return classes == 0
        ? 0
        : (classes + together - 1) / together * together * tilesOfClass(to - from);
  }

  /**
   * A few neighbouring classes go through their queries together: their rows are neighbours in
   * memory, and the tiles of one class meet the same keys. Where a class has fewer tiles than
   * others, or the last few are fewer, tiles have no queries.
   */
  @Override
  public QueryTile tile(int from, int to, int index) {
    int classes = classes(to - from);
    int together = Math.min(together(), classes);
    int ofTogether = together * tilesOfClass(to - from);
    int residue = index / ofTogether * together + index % together;
    int place = index % ofTogether / together;
    int first = from + residue + place * step * QueryTile.SIZE;
    int left = residue < classes && first < to ? (to - 1 - first) / step + 1 : 0;
    return new QueryTile(first, step, Math.min(QueryTile.SIZE, left));
  }

  private int together() {
    return step < TOGETHER ? FEW_TOGETHER : TOGETHER;
  }

  @Override
  public int batch() {
    return IN_TURN * together();
  }

  @Override
  public int sideBySide() {
    return step < TOGETHER ? 1 : TOGETHER;
  }

  @Override
  public int preferredChunk() {
    return (int) Math.min((long) step * QueryTile.SIZE, LONGEST_CHUNK);
  }

  /** Classes that have queries. */
  private int classes(int queries) {
    return Math.min(step, queries);
  }

  /** Tiles of the longest class. */
  private int tilesOfClass(int queries) {
    return ((queries - 1) / step + QueryTile.SIZE) / QueryTile.SIZE;
  }
}
