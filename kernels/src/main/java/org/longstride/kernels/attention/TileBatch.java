package org.longstride.kernels.attention;

import org.longstride.kernels.pattern.QueryOrder;
import org.longstride.kernels.pattern.QueryTile;
import org.longstride.kernels.plan.KeyRuns;
import org.longstride.kernels.plan.LaneRuns;

/**
 * Neighbouring tiles of a pass that go through their keys together, laid out once for all heads of
 * a group. The keys of all are fetched once; tiles meet them quad by quad or in blocks.
 */
final class TileBatch {

  /** Tiles of a batch: their queries and sums fill a second-level cache by a quarter. */
  static final int SIZE = QueryOrder.BATCH;

  private final QueryTile[] tiles;
  private final AskedTokens asked;
  private final KeyRuns met;
  private final SeenKeys[] keys;
  private final TileBlocks blocks;
  private final QuadLayout quads;
  private final InterleavedLayout interleaved;

  /** Tiles that meet their keys in blocks. */
  TileBatch(QueryTile[] tiles, AskedTokens asked, KeyRuns met, SeenKeys[] keys) {
    this(tiles, asked, met, keys, new TileBlocks(keys, met.count()), null, null);
  }

  /** Tiles that meet their keys quad by quad. */
  TileBatch(QueryTile[] tiles, AskedTokens asked, KeyRuns met, QuadLayout quads) {
    this(tiles, asked, met, null, null, quads, null);
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
      QuadLayout quads,
      InterleavedLayout interleaved) {
    this.tiles = tiles;
    this.asked = asked;
    this.met = met;
    this.keys = keys;
    this.blocks = blocks;
    this.quads = quads;
    this.interleaved = interleaved;
  }

  /** Whether the queries are computed side by side; otherwise quad by quad or block by block. */
  boolean isInterleaved() {
    return interleaved != null;
  }

  /** The queries side by side, if they are computed so. */
  InterleavedLayout interleaved() {
    return interleaved;
  }

  /** Whether the tiles are computed quad by quad; otherwise block by block. */
  boolean inQuads() {
    return quads != null;
  }

  /** The tiles as quads, if they are computed so. */
  QuadLayout quads() {
    return quads;
  }

  /** The blocks in which tiles meet their keys, if they are not computed quad by quad. */
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

  /** The queries of all tiles, unless they are computed side by side. */
  AskedTokens asked() {
    return asked;
  }

  /** The keys that any of the tiles meets, ascending. */
  KeyRuns met() {
    return met;
  }

  /** What the batch takes of memory, about, in bytes. */
  long bytes() {
    if (isInterleaved()) {
      return 1024 + 16L * met.runs() + interleaved.bytes();
    }
    long bytes = 1024 + 16L * met.runs() + asked.bytes();
    for (QueryTile tile : tiles) {
      bytes += tile.isEven() ? 0 : 4L * tile.count();
    }
    if (inQuads()) {
      return bytes + quads.bytes();
    }
    LaneRuns before = null;
    for (SeenKeys ofTile : keys) {
      bytes += 128 + 16L * ofTile.numbers().runs();
      bytes += ofTile.lanes() == before ? 0 : 12L * ofTile.lanes().runs();
      before = ofTile.lanes();
    }
    return bytes + 24L * blocks.count();
  }
}
