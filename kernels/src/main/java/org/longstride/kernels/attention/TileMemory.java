package org.longstride.kernels.attention;

import org.longstride.kernels.vector.CacheLines;
import org.longstride.kernels.vector.LaneKernels;
import org.longstride.kernels.vector.LaneTiles;
import org.longstride.kernels.vector.Lanes;

/**
 * What vectors are loaded from while tiles of 64 queries meet their keys, in one array: all of it
 * begins with a {@linkplain CacheLines line of the cache}. Scratch of one thread.
 */
final class TileMemory {

  private static final int LANES = LaneKernels.LANES;

  private final int[][] queryColumns = new int[TileBatch.SIZE][];
  private float[] floats = new float[0];
  private int d;
  private int dv;
  private Lanes features = Lanes.all(0);
  private int scores;
  private int values;
  private int gathered;

  /** Makes room for queries of {@code d} and values of {@code dv} features. */
  void reserve(int d, int dv) {
    if (this.d == d && this.dv == dv) {
      return;
    }
    this.d = d;
    this.dv = dv;
    features = Lanes.holding(dv);
    scores = CacheLines.FIRST + TileBatch.SIZE * d * LANES;
    values = scores + TileBlocks.BLOCK * LANES;
    gathered = values + TileBlocks.RANGE * features.width();
    int end = gathered + TileBlocks.BLOCK * features.width();
    if (floats.length < end) {
      floats = CacheLines.allocate(end);
    }
    for (int t = 0; t < TileBatch.SIZE; t++) {
      queryColumns[t] = LaneTiles.evenly(queries(t), LANES, d);
    }
  }

  /** The array. */
  float[] floats() {
    return floats;
  }

  /** Where a tile's queries begin, a lane tile {@code [d, 64]}. */
  int queries(int t) {
    return CacheLines.FIRST + t * d * LANES;
  }

  /** Where each of their features begins. */
  int[] queryColumns(int t) {
    return queryColumns[t];
  }

  /** Where the scores of a block begin, a lane tile {@code [BLOCK, 64]}. */
  int scores() {
    return scores;
  }

  /** Where the values of a range begin, rows as wide as {@link #features}. */
  int values() {
    return values;
  }

  /** Where those of a block begin that have been put side by side. */
  int gatheredValues() {
    return gathered;
  }

  /** The features of a value, and how wide a row of them is: whole vectors. */
  Lanes features() {
    return features;
  }
}
