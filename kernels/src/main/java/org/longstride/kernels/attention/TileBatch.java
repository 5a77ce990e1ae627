package org.longstride.kernels.attention;

import org.longstride.kernels.pattern.QueryOrder;
import org.longstride.kernels.pattern.QueryTile;
import org.longstride.kernels.plan.KeyRuns;

/**
 * Neighbouring tiles of a pass that go through their keys together, laid out once for all heads of
 * a group. The keys of all are fetched once; tiles meet them in blocks, as stencils, or side by
 * side.
 */
sealed interface TileBatch permits BlockBatch, StencilBatch, InterleavedBatch {

  /** Tiles of a batch: their queries and sums fill a second-level cache by a quarter. */
  int SIZE = QueryOrder.BATCH;

  /** The queries of all tiles, some at a time as they are computed. */
  QueryTile[] queries();

  /** The keys that any of the tiles meets, ascending. */
  KeyRuns met();

  /** What the batch takes of memory, about, in bytes. */
  long bytes();

  /** The same of what every batch has. */
  static long bytes(KeyRuns met) {
    return 1024 + 16L * met.runs();
  }

  /** The same of some queries: those that are not even are listed. */
  static long bytes(QueryTile[] queries) {
    long bytes = 0;
    for (QueryTile tile : queries) {
      bytes += tile.isEven() ? 0 : 4L * tile.count();
    }
    return bytes;
  }
}
