package org.longstride.kernels.attention;

import java.util.Arrays;
import org.longstride.kernels.plan.KeyRuns;

/**
 * The order in which the tiles of a batch meet its keys. The keys are fetched range by range, and
 * each tile meets those of a range that it sees in blocks; those of one tile ascend.
 */
final class TileBlocks {

  /** Keys that a tile meets at a time, at most: their scores fill a first-level cache. */
  static final int BLOCK = 128;

  /**
   * Keys that are fetched at a time: with 64 features they fill a second-level cache by a quarter.
   */
  static final int RANGE = 512;

  private int[] tile = new int[0];
  private int[] run = new int[0];
  private int[] skip = new int[0];
  private int[] first = new int[0];
  private int[] size = new int[0];
  private int[] range = new int[0];
  private int count;

  /** How far a tile has come in its keys. */
  private static final class Cursor {
    int run;
    int skip;
    int key;
  }

  /**
   * Cuts the keys of tiles into blocks.
   *
   * @param keys for each tile its keys
   * @param met how many keys all tiles meet
   */
  TileBlocks(SeenKeys[] keys, int met) {
    Cursor[] cursors = new Cursor[keys.length];
    Arrays.setAll(cursors, t -> new Cursor());
    // One block for each tile and range, to begin with.
    resize(keys.length * ((met + RANGE - 1) / RANGE));
    for (int from = 0; from < met; from += RANGE) {
      for (int t = 0; t < keys.length; t++) {
        cut(t, keys[t].numbers(), from, cursors[t]);
      }
    }
    resize(count);
  }

  /** Cuts what a tile sees of a range. */
  private void cut(int t, KeyRuns keys, int from, Cursor next) {
    int end = from + RANGE;
    int block = -1;
    while (next.run < keys.runs()) {
      int inRange = keys.sizeBelow(next.run, end) - next.skip;
      if (inRange == 0) {
        return;
      }
      if (block < 0 || size[block] == BLOCK) {
        block = add(t, next, from);
      }
      int taken = Math.min(inRange, BLOCK - size[block]);
      size[block] += taken;
      next.key += taken;
      next.skip += taken;
      if (next.skip == keys.size(next.run)) {
        next.run++;
        next.skip = 0;
      }
    }
  }

  private int add(int t, Cursor at, int from) {
    if (count == tile.length) {
      resize(2 * count);
    }
    tile[count] = t;
    run[count] = at.run;
    skip[count] = at.skip;
    first[count] = at.key;
    size[count] = 0;
    range[count] = from;
    return count++;
  }

  private void resize(int capacity) {
    tile = Arrays.copyOf(tile, capacity);
    run = Arrays.copyOf(run, capacity);
    skip = Arrays.copyOf(skip, capacity);
    first = Arrays.copyOf(first, capacity);
    size = Arrays.copyOf(size, capacity);
    range = Arrays.copyOf(range, capacity);
  }

  /** How many blocks there are. */
  int count() {
    return count;
  }

  /** The tile that a block belongs to. */
  int tile(int block) {
    return tile[block];
  }

  /** The run of the tile's keys that the block begins in. */
  int run(int block) {
    return run[block];
  }

  /** Keys of that run before the block. */
  int skip(int block) {
    return skip[block];
  }

  /** The first of the tile's keys that is in the block. */
  int first(int block) {
    return first[block];
  }

  /** Keys in the block. */
  int size(int block) {
    return size[block];
  }

  /** The range that the block's keys are in, by the number of its first key. */
  int range(int block) {
    return range[block];
  }
}
