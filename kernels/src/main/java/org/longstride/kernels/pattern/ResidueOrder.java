package org.longstride.kernels.pattern;

/**
 * Evenly spaced queries: the queries of a tile are {@code step} apart, one residue class after
 * another. Patterns that look scattered are dense in this order.
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
    return tilesBefore(Math.min(step, to - from), to - from);
  }

  @Override
  public QueryTile tile(int from, int to, int index) {
    int queries = to - from;
    int longClasses = queries % step;
    int tilesOfLong = tilesOfClass(0, queries);
    int inLong = tilesOfLong * longClasses;
    int residue;
    int tile;
    if (index < inLong) {
      residue = index / tilesOfLong;
      tile = index % tilesOfLong;
    } else {
      int tilesOfShort = tilesOfClass(longClasses, queries);
      residue = longClasses + (index - inLong) / tilesOfShort;
      tile = (index - inLong) % tilesOfShort;
    }
    int first = from + residue + tile * step * QueryTile.SIZE;
    return new QueryTile(first, step, Math.min(QueryTile.SIZE, (to - 1 - first) / step + 1));
  }

  @Override
  public int preferredChunk() {
    return (int) Math.min((long) step * QueryTile.SIZE, LONGEST_CHUNK);
  }

  /** The tiles of the first residue classes; those of the smallest residues hold one query more. */
  private int tilesBefore(int classes, int queries) {
    int longClasses = Math.min(classes, queries % step);
    return longClasses * tilesOfClass(0, queries)
        + (classes - longClasses) * tilesOfClass(queries % step, queries);
  }

  private int tilesOfClass(int residue, int queries) {
    int ofClass = queries / step + (residue < queries % step ? 1 : 0);
    return (ofClass + QueryTile.SIZE - 1) / QueryTile.SIZE;
  }
}
