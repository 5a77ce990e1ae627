package org.longstride.kernels.pattern;

import java.util.Arrays;

/** The blocks of keys that some of a tile's queries see, ascending, and the lanes that see each. */
final class BlockSeers {

  private int[] blocks = new int[4];
  private long[] lanes = new long[4];
  private int count;

  /** Adds lanes that see a block. */
  void add(int block, long seers) {
    int at = find(block);
    if (at == count || blocks[at] != block) {
      insert(at, block);
    }
    lanes[at] |= seers;
  }

  private void insert(int at, int block) {
    if (count == blocks.length) {
      blocks = Arrays.copyOf(blocks, 2 * count);
      lanes = Arrays.copyOf(lanes, 2 * count);
    }
    System.arraycopy(blocks, at, blocks, at + 1, count - at);
    System.arraycopy(lanes, at, lanes, at + 1, count - at);
    blocks[at] = block;
    lanes[at] = 0;
    count++;
  }

  /** The place of the first block that is not below this one. There are few. */
  private int find(int block) {
    int at = 0;
    while (at < count && blocks[at] < block) {
      at++;
    }
    return at;
  }

  /** How many blocks anyone sees. */
  int count() {
    return count;
  }

  /** One of them, ascending. */
  int block(int index) {
    return blocks[index];
  }

  /** The lanes that see a block. */
  long lanes(int block) {
    int at = find(block);
    return at < count && blocks[at] == block ? lanes[at] : 0;
  }

  /** Behind the blocks, from this one on, that the same lanes see; -1: the same see all others. */
  int endOfRun(int block) {
    int at = find(block);
    return at == count ? -1 : Math.max(block + 1, blocks[at]);
  }
}
