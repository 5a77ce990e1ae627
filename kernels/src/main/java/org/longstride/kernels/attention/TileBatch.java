package org.longstride.kernels.attention;

import org.longstride.kernels.pattern.QueryOrder;
import org.longstride.kernels.pattern.QueryTile;
import org.longstride.kernels.plan.KeyRuns;
import org.longstride.kernels.plan.LaneRuns;

/**
 * Neighbouring tiles of a pass that go through their keys together, laid out once for all heads of
 * a group. The keys of all are fetched once; tiles meet them in blocks, as stencils, or side by
 * side.
 */
final class TileBatch {

  /** Tiles of a batch: their queries and sums fill a second-level cache by a quarter. */
  static final int SIZE = QueryOrder.BATCH;

  private final QueryTile[] tiles;
  private final AskedTokens asked;
  private final KeyRuns met;
  private final SeenKeys[] keys;
  private final TileBlocks blocks;
  private final StencilLayout stencils;
  private final InterleavedLayout interleaved;

  /** Tiles that meet their keys in blocks. */
  TileBatch(QueryTile[] tiles, AskedTokens asked, KeyRuns met, SeenKeys[] keys) {
    this(tiles, asked, met, keys, new TileBlocks(keys, met.count()), null, null);
  }

  /** Groups of queries that meet their keys as stencils. */
  TileBatch(KeyRuns met, StencilLayout stencils) {
    this(stencils.queries(), null, met, null, null, stencils, null);
  }

  /** Groups of queries that meet their keys side by side. */
  TileBatch(QueryTile[] groups, KeyRuns met, InterleavedLayout interleaved) {
    this(groups, null, met, null, null, null, interleaved);
  }

  private TileBatch(
      QueryTile[] tiles,
      AskedTokens asked,
      KeyRuns met,
      SeenKeys[] keys,
      TileBlocks blocks,
      StencilLayout stencils,
      InterleavedLayout interleaved) {
    this.tiles = tiles;
    this.asked = asked;
    this.met = met;
    this.keys = keys;
    this.blocks = blocks;
    this.stencils = stencils;
    this.interleaved = interleaved;
  }

  /** Whether the queries are computed side by side. */
  boolean isInterleaved() {
    return interleaved != null;
  }

  /** The queries side by side, if they are computed so. */
  InterleavedLayout interleaved() {
    return interleaved;
  }

  /** Whether the queries are computed as stencils. */
  boolean isStencil() {
    return stencils != null;
  }

  /** The queries as stencils, if they are computed so. */
  StencilLayout stencils() {
    return stencils;
  }

  /** The blocks in which tiles meet their keys, if they are computed so. */
  TileBlocks blocks() {
    return blocks;
  }

  /** In blocks, the keys that a tile meets. */
  SeenKeys keys(int t) {
    return keys[t];
  }

  /** Tiles in the batch. */
  int count() {
    return tiles.length;
  }

  /** A tile's queries. */
  QueryTile queries(int t) {
    return tiles[t];
  }

  /** The queries of all tiles, if they are computed block by block. */
  AskedTokens asked() {
    return asked;
  }

  /** The keys that any of the tiles meets, ascending. */
  KeyRuns met() {
    return met;
  }

  /** What the batch takes of memory, about, in bytes. */
  long bytes() {
    long bytes = 1024 + 16L * met.runs();
    if (isInterleaved()) {
      return bytes + interleaved.bytes();
    }
    for (QueryTile tile : tiles) {
      bytes += tile.isEven() ? 0 : 4L * tile.count();
    }
    if (isStencil()) {
      return bytes + stencils.bytes();
    }
    bytes += asked.bytes();
    LaneRuns before = null;
    for (SeenKeys ofTile : keys) {
      bytes += 128 + 16L * ofTile.numbers().runs();
      bytes += ofTile.lanes() == before ? 0 : 12L * ofTile.lanes().runs();
      before = ofTile.lanes();
    }
    return bytes + 24L * blocks.count();
  }
}
