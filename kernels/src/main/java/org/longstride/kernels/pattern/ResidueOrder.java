package org.longstride.kernels.pattern;

/**
 * Evenly spaced queries: the queries of a tile are {@code step} apart. Patterns that look scattered
 * are dense in this order.
 *
 * @param step 1: consecutive queries
 */
record ResidueOrder(int step) implements QueryOrder {

  private static final int LONGEST_CHUNK = 1 << 24;

  ResidueOrder {
    if (step < 1) {
      throw new IllegalArgumentException("step is " + step + ", must be at least 1");
    }
  }

  @Override
  public int tiles(int from, int to) {
    int queries = to - from;
    int classes = Math.min(step, queries);
    return classes == 0
        ? 0
        : classes * tilesOfClass(classes - 1, queries) + tilesOfLongClassesOnly(queries);
  }

  /** Neighbouring classes are neighbours among the tiles: their queries are so in memory. */
  @Override
  public QueryTile tile(int from, int to, int index) {
    int queries = to - from;
    int classes = Math.min(step, queries);
    int residue = index % classes;
    int first = from + residue + index / classes * step * QueryTile.SIZE;
    return new QueryTile(first, step, Math.min(QueryTile.SIZE, (to - 1 - first) / step + 1));
  }

  @Override
  public int preferredChunk() {
    return (int) Math.min((long) step * QueryTile.SIZE, LONGEST_CHUNK);
  }

  /** The tiles that only the first classes have, where they hold one query more than the last. */
  private int tilesOfLongClassesOnly(int queries) {
    int classes = Math.min(step, queries);
    boolean more = tilesOfClass(0, queries) > tilesOfClass(classes - 1, queries);
    return more ? queries % step : 0;
  }

  private int tilesOfClass(int residue, int queries) {
    int ofClass = queries / step + (residue < queries % step ? 1 : 0);
    return (ofClass + QueryTile.SIZE - 1) / QueryTile.SIZE;
  }
}
