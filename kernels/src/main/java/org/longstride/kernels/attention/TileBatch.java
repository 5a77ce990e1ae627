package org.longstride.kernels.attention;

import java.util.Arrays;
import org.longstride.kernels.pattern.QueryTile;
import org.longstride.kernels.pattern.Sequence;
import org.longstride.kernels.plan.Pass;
import org.longstride.kernels.plan.TileKeys;
import org.longstride.kernels.vector.LaneKernels;

/**
 * Neighbouring tiles of a pass that go through their keys together, so that a block of keys that
 * several of them meet is fetched once. Laid out once for all heads of a group.
 *
 * <p>Keys are cut into blocks by pages of the sequence, that is at the same places for all tiles;
 * pages of which a tile meets little are put together.
 */
final class TileBatch {

  /** Tiles of a batch: their queries and sums fill a second-level cache by a quarter. */
  static final int SIZE = 8;

  /**
   * Keys at a time: with 64 features, scores and keys and values of a block fill a second-level
   * cache by a tenth.
   */
  static final int BLOCK = 128;

  private static final int LANES = LaneKernels.LANES;

  private final QueryTile[] tiles = new QueryTile[SIZE];
  private final TileKeys[] keys = new TileKeys[SIZE];
  private final int[][] rows = new int[SIZE][0];
  private int count;

  private long[] order = new long[64];
  private int[] tile = new int[64];
  private int[] from = new int[64];
  private int[] to = new int[64];
  private int[] within = new int[64];
  private int blocks;

  /** A batch without tiles. */
  TileBatch() {
    Arrays.setAll(keys, i -> new TileKeys());
  }

  /** Empties the batch. */
  void clear() {
    count = 0;
    blocks = 0;
  }

  /** Takes one more tile. */
  void add(Pass pass, Sequence sequence, QueryTile queries, KeyValues kv) {
    TileKeys met = keys[count];
    met.list(pass, sequence, queries);
    if (rows[count].length < met.count()) {
      rows[count] = new int[met.keys().length];
    }
    for (int i = 0; i < met.count(); i++) {
      rows[count][i] = kv.row(met.keys()[i]);
    }
    tiles[count] = queries;
    cut(count++, met.keys(), met.count());
  }

  /** Whether no tile fits in any more. */
  boolean isFull() {
    return count == SIZE;
  }

  private void cut(int t, int[] tokens, int end) {
    for (int begin = 0; begin < end; ) {
      int next = endOfPage(tokens, begin, end);
      while (next < end && next - begin < LANES / 2) {
        int after = endOfPage(tokens, next, end);
        if (after - begin > BLOCK) {
          break;
        }
        next = after;
      }
      addBlock(t, begin, next);
      begin = next;
    }
  }

  private static int endOfPage(int[] tokens, int begin, int end) {
    int page = tokens[begin] / BLOCK;
    int next = Math.min(end, begin + BLOCK);
    if (tokens[next - 1] / BLOCK == page) {
      return next;
    }
    next = begin + 1;
    while (tokens[next] / BLOCK == page) {
      next++;
    }
    return next;
  }

  private void addBlock(int t, int begin, int end) {
    if (blocks == order.length) {
      order = Arrays.copyOf(order, 2 * blocks);
      tile = Arrays.copyOf(tile, 2 * blocks);
      from = Arrays.copyOf(from, 2 * blocks);
      to = Arrays.copyOf(to, 2 * blocks);
      within = Arrays.copyOf(within, 2 * blocks);
    }
    tile[blocks] = t;
    from[blocks] = begin;
    to[blocks] = end;
    // By page, larger blocks first, so that they may hold those that follow.
    long page = keys[t].keys()[begin] / BLOCK;
    order[blocks] = page << 40 | (long) (BLOCK - (end - begin)) << 32 | blocks;
    blocks++;
  }

  /** Puts the blocks of all tiles in the order in which they are computed. */
  void arrange() {
    Arrays.sort(order, 0, blocks);
    int fetched = -1;
    for (int i = 0; i < blocks; i++) {
      int block = (int) order[i];
      within[block] = fetched < 0 ? -1 : find(block, fetched);
      if (within[block] < 0) {
        fetched = block;
      }
    }
  }

  /** Where in a fetched block the keys of another begin; -1 if they are not all there. */
  private int find(int block, int fetched) {
    int[] wanted = keys[tile[block]].keys();
    int[] there = keys[tile[fetched]].keys();
    int begin = from[block];
    int size = to[block] - begin;
    int at = Arrays.binarySearch(there, from[fetched], to[fetched], wanted[begin]);
    boolean found =
        at >= 0
            && at + size <= to[fetched]
            && Arrays.equals(wanted, begin, to[block], there, at, at + size);
    return found ? at - from[fetched] : -1;
  }

  /** Tiles in the batch. */
  int count() {
    return count;
  }

  /** A tile's queries. */
  QueryTile queries(int t) {
    return tiles[t];
  }

  /** Blocks of all tiles; those of one tile ascend. */
  int blocks() {
    return blocks;
  }

  /** The tile whose keys are in the i-th block. */
  int tile(int i) {
    return tile[(int) order[i]];
  }

  /** Keys in the i-th block. */
  int size(int i) {
    int block = (int) order[i];
    return to[block] - from[block];
  }

  /** Where the i-th block begins in the block that was fetched last; -1: it has to be fetched. */
  int within(int i) {
    return within[(int) order[i]];
  }

  /** Fetches the i-th block's rows. */
  void fetch(int i, KeyValues kv, int kvHead, int d, int dv, BlockRows keyRows, BlockRows values) {
    int block = (int) order[i];
    int[] numbers = rows[tile[block]];
    keyRows.take(kv.keys(kvHead), numbers, from[block], size(i), d);
    values.take(kv.values(kvHead), numbers, from[block], size(i), dv);
  }

  /** For each key of the i-th block a bit per lane whose query sees it. */
  void visible(int i, long[] visible) {
    int block = (int) order[i];
    System.arraycopy(keys[tile[block]].visible(), from[block], visible, 0, size(i));
  }
}
