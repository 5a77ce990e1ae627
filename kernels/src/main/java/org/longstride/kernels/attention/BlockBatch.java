package org.longstride.kernels.attention;

import org.longstride.kernels.pattern.QueryTile;
import org.longstride.kernels.plan.KeyRuns;
import org.longstride.kernels.plan.LaneRuns;

/**
 * A batch of tiles that meet their keys in blocks.
 *
 * @param queries the tiles
 * @param asked their queries in the order of memory
 * @param met the keys that any of them meets
 * @param keys for each tile the keys that it meets
 * @param blocks in which order they do
 */
record BlockBatch(
    QueryTile[] queries, AskedTokens asked, KeyRuns met, SeenKeys[] keys, TileBlocks blocks)
    implements TileBatch {

  /** The batch of these tiles. */
  BlockBatch(QueryTile[] queries, AskedTokens asked, KeyRuns met, SeenKeys[] keys) {
    this(queries, asked, met, keys, new TileBlocks(keys, met.count()));
  }

  /** Tiles in the batch. */
  int count() {
    return queries.length;
  }

  @Override
  public long bytes() {
    long bytes = TileBatch.bytes(met) + TileBatch.bytes(queries) + asked.bytes();
    LaneRuns before = null;
    for (SeenKeys ofTile : keys) {
      bytes += 128 + 16L * ofTile.numbers().runs();
      bytes += ofTile.lanes() == before ? 0 : 12L * ofTile.lanes().runs();
      before = ofTile.lanes();
    }
    return bytes + 24L * blocks.count();
  }
}
