package org.longstride.kernels.attention;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.longstride.kernels.pattern.QueryOrder;
import org.longstride.kernels.pattern.QueryTile;
import org.longstride.kernels.pattern.Sequence;
import org.longstride.kernels.plan.Pass;
import org.longstride.kernels.plan.TileKeys;

/**
 * Neighbouring tiles of a pass that go through their keys together. The keys of all are fetched
 * range by range, and each tile meets those of a range that it sees in blocks. Laid out once for
 * all heads of a group.
 */
final class TileBatch {

  /** Tiles of a batch: their queries and sums fill a second-level cache by a quarter. */
  static final int SIZE = QueryOrder.BATCH;

  /** Keys that a tile meets at a time, at most: their scores fill a first-level cache. */
  static final int BLOCK = 128;

  /**
   * Keys that are fetched at a time: with 64 features they fill a second-level cache by a quarter.
   */
  static final int RANGE = 512;

  /** Keys of all tiles that are listed at once, about: lists must not grow for ever. */
  static final int MOST_KEYS = 1 << 17;

  private final QueryTile[] tiles = new QueryTile[SIZE];
  private final TileKeys[] keys = new TileKeys[SIZE];
  private final int[][] numbers = new int[SIZE][];
  private final int[][] own = new int[SIZE][0];
  private int[] ascending = new int[0];
  private final AskedTokens asked = new AskedTokens();
  private final MetKeys met = new MetKeys();
  private final QuadLayout quads = new QuadLayout();
  private boolean inQuads;
  private int count;
  private int listed;

  private int[] blockTile = new int[64];
  private int[] blockFrom = new int[64];
  private int[] blockSize = new int[64];
  private int blocks;

  /** A batch without tiles. */
  TileBatch() {
    Arrays.setAll(keys, i -> new TileKeys());
  }

  /**
   * Takes the next tiles up to a multiple of {@link #SIZE}, without those that have no queries.
   *
   * @param from the first of the queries that are dealt into tiles
   * @param to behind the last of them
   * @param first the first tile that is taken
   * @param end behind the last that may be
   * @return the first that is left
   */
  int fill(Pass pass, Sequence sequence, int from, int to, int first, int end) {
    count = 0;
    listed = 0;
    int t = first;
    do {
      add(pass, sequence, pass.order().tile(from, to, t++));
    } while (t < end && t % SIZE != 0 && listed < MOST_KEYS);
    return t;
  }

  private void add(Pass pass, Sequence sequence, QueryTile queries) {
    if (queries.count() > 0) {
      keys[count].list(pass, sequence, queries);
      tiles[count] = queries;
      listed += keys[count++].count();
    }
  }

  /**
   * Numbers the queries and the keys of all tiles and cuts these into blocks.
   *
   * @param d features of a key
   * @param last the batch that is computed before this one for the same head; null if none is
   */
  void arrange(KeyValues kv, int d, TileBatch last) {
    asked.take(tiles, count);
    int first = Integer.MAX_VALUE;
    int end = 0;
    for (int t = 0; t < count; t++) {
      if (keys[t].count() > 0) {
        first = Math.min(first, keys[t].keys()[0]);
        end = Math.max(end, keys[t].keys()[keys[t].count() - 1] + 1);
      }
    }
    met.begin(Math.min(first, end), end);
    for (int t = 0; t < count; t++) {
      met.add(keys[t]);
    }
    met.number(kv);
    for (int t = 0; t < count; t++) {
      number(t);
    }
    inQuads = quads.take(this, d, last == null || !last.inQuads ? null : last.quads);
    if (!inQuads) {
      cut();
    }
  }

  /** Finds the numbers of a tile's keys; where they ascend from 0 without a gap they are known. */
  private void number(int t) {
    int size = keys[t].count();
    if (size > 0 && met.number(keys[t].keys()[size - 1]) == size - 1) {
      if (ascending.length < size) {
        ascending = IntStream.range(0, met.count()).toArray();
      }
      numbers[t] = ascending;
    } else {
      if (own[t].length < size) {
        own[t] = new int[size + size / 4];
      }
      met.numbers(keys[t], own[t]);
      numbers[t] = own[t];
    }
  }

  private void cut() {
    blocks = 0;
    int[] next = new int[count];
    for (int range = 0; range < met.count(); range += RANGE) {
      for (int t = 0; t < count; t++) {
        int found = Arrays.binarySearch(numbers[t], next[t], keys[t].count(), range + RANGE);
        int end = found < 0 ? ~found : found;
        for (; next[t] < end; next[t] = Math.min(end, next[t] + BLOCK)) {
          addBlock(t, next[t], Math.min(BLOCK, end - next[t]));
        }
      }
    }
  }

  private void addBlock(int t, int from, int size) {
    if (blocks == blockTile.length) {
      blockTile = Arrays.copyOf(blockTile, 2 * blocks);
      blockFrom = Arrays.copyOf(blockFrom, 2 * blocks);
      blockSize = Arrays.copyOf(blockSize, 2 * blocks);
    }
    blockTile[blocks] = t;
    blockFrom[blocks] = from;
    blockSize[blocks++] = size;
  }

  /** Whether the tiles are computed quad by quad; otherwise block by block. */
  boolean inQuads() {
    return inQuads;
  }

  /** The tiles as quads, if they are computed so. */
  QuadLayout quads() {
    return quads;
  }

  /** Keys of all tiles, each as often as it is met. */
  int listed() {
    return listed;
  }

  /** Tiles in the batch. */
  int count() {
    return count;
  }

  /** A tile's queries. */
  QueryTile queries(int t) {
    return tiles[t];
  }

  /** The queries of all tiles. */
  AskedTokens asked() {
    return asked;
  }

  /** The keys of all tiles. */
  MetKeys met() {
    return met;
  }

  /** The keys that a tile meets. */
  TileKeys keys(int t) {
    return keys[t];
  }

  /** For each key that a tile meets its number among those of all. */
  int[] numbers(int t) {
    return numbers[t];
  }

  /** Blocks of all tiles; those of one tile ascend. */
  int blocks() {
    return blocks;
  }

  /** The tile that a block belongs to. */
  int tile(int block) {
    return blockTile[block];
  }

  /** The first of the tile's keys that is in the block. */
  int from(int block) {
    return blockFrom[block];
  }

  /** Keys in the block. */
  int size(int block) {
    return blockSize[block];
  }

  /** The range that the block's keys are in, by the number of its first key. */
  int range(int block) {
    return numbers[blockTile[block]][blockFrom[block]] / RANGE * RANGE;
  }
}
