package org.longstride.kernels.attention;

import org.longstride.kernels.pattern.QueryTile;
import org.longstride.kernels.plan.KeyRuns;
import org.longstride.kernels.vector.QuadKernels;

/** Lays batches out as quads, where that computes fewer scores that nobody sees. */
final class QuadPlanner {

  /** Keys of a batch at most: with 64 features they fill a second-level cache by half. */
  private static final int MOST_KEYS = 2048;

  /** Keys that a tile meets at most. */
  private static final int MOST_OF_TILE = 512;

  /** How many times more scores 64 queries at once may compute before quads are better. */
  private static final double WORTH = 1.3;

  /** What laying a key into lanes costs, in scores. */
  private static final int LAYING = 12;

  private final QuadLanes quads = new QuadLanes();
  private final QuadShapes shapes = new QuadShapes();
  private final int[][] numbers = new int[TileBatch.SIZE][MOST_OF_TILE];
  private final long[][] visible = new long[TileBatch.SIZE][MOST_OF_TILE];

  /**
   * Lays a batch out.
   *
   * @param tiles the batch's tiles
   * @param all the keys that any of them meets
   * @param keys for each tile its keys
   * @param d features of a key
   * @param last the batch that is computed before this one for the same head, or null: what both
   *     meet stays in place
   * @return null where that is not worth while
   */
  QuadLayout plan(QueryTile[] tiles, KeyRuns all, SeenKeys[] keys, int d, QuadLayout last) {
    if (all.count() == 0 || all.count() > MOST_KEYS) {
      return null;
    }
    long scores = 0;
    long seen = 0;
    for (SeenKeys ofTile : keys) {
      if (ofTile.count() > MOST_OF_TILE) {
        return null;
      }
      scores += 64L * ofTile.count();
      seen += ofTile.lanes().visiblePairs();
    }
    // At best every computed score is visible; where that would not do, nothing is laid out.
    if (scores < WORTH * (seen + (long) LAYING * all.count())) {
      return null;
    }
    int[] met = all.toArray();
    for (int t = 0; t < tiles.length; t++) {
      keys[t].numbers().write(0, 0, keys[t].count(), numbers[t]);
      keys[t].lanes().write(0, keys[t].count(), visible[t]);
    }
    KeyPanels panels =
        new KeyPanels(met, rowsOfKeys(tiles, met, keys), d, last == null ? null : last.panels());
    QuadShape[] shapeOf = new QuadShape[tiles.length];
    int[] firstKeys = new int[tiles.length];
    long before = shapes.bytes();
    long computed = (long) LAYING * met.length;
    for (int t = 0; t < tiles.length; t++) {
      if (keys[t].count() > 0) {
        shapeOf[t] = shape(tiles[t], keys[t].count(), numbers[t], visible[t], panels);
        if (shapeOf[t].mostVectors() > QuadKernels.VECTORS) {
          return null;
        }
        firstKeys[t] = numbers[t][0];
        computed += 64L * shapeOf[t].vectors();
      }
    }
    if (scores < WORTH * computed) {
      return null;
    }
    long bytes = 12L * met.length + shapes.bytes() - before;
    return new QuadLayout(shapeOf, firstKeys, panels, bytes);
  }

  private QuadShape shape(
      QueryTile tile, int count, int[] numbersOfTile, long[] visibleOfTile, KeyPanels panels) {
    int form = quads.take(tile);
    return shapes.of(form, quads, count, visibleOfTile, numbersOfTile, panels);
  }

  /** Looks at a quad in the middle: how long the rows of an image are that it sees. */
  private RowsOfKeys rowsOfKeys(QueryTile[] tiles, int[] met, SeenKeys[] keys) {
    int t = tiles.length / 2;
    quads.take(tiles[t]);
    long quad = quads.bits(QuadLanes.QUADS / 2);
    RowsOfKeys rows = RowsOfKeys.seenBy(quad, met, keys[t].count(), numbers[t], visible[t]);
    quads.take(tiles[0]);
    long firstQuad = quads.bits(QuadLanes.QUADS / 2);
    for (int i = 0; i < keys[0].count(); i++) {
      if ((visible[0][i] & firstQuad) != 0) {
        return rows.apartFrom(met, met[numbers[0][i]]);
      }
    }
    return rows;
  }
}
