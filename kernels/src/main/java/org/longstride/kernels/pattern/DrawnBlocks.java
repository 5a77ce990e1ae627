package org.longstride.kernels.pattern;

import java.util.Arrays;

/**
 * Blocks of keys that one head's blocks of queries have drawn. Any key may still be drawn by a
 * later query.
 *
 * @param size tokens of a block
 * @param offset the token at which the first block begins
 * @param draws who has drawn what
 */
record DrawnBlocks(int size, int offset, Draws draws) implements Term {

  /** The draws of one head; equal where they are the same for every sequence. */
  interface Draws {

    /** The blocks of keys, in any order, that a block of queries has drawn; no block twice. */
    int[] drawn(Sequence sequence, int block);
  }

  @Override
  public boolean attends(Sequence sequence, int query, int key) {
    return sees(sequence, block(query), block(key));
  }

  @Override
  public void reach(Sequence sequence, QueryTile queries, KeyRanges keys) {
    int last = block(queries.last());
    for (int block = Math.max(0, block(queries.first())); block <= last; block++) {
      if (queries.lanes(start(block), start(block + 1)) != 0) {
        for (int drawn : draws.drawn(sequence, block)) {
          keys.add(start(drawn), start(drawn + 1));
        }
      }
    }
  }

  @Override
  public KeyLanes lanes(Sequence sequence, QueryTile queries) {
    Seers seers = new Seers();
    int last = block(queries.last());
    for (int block = Math.max(0, block(queries.first())); block <= last; block++) {
      long lanes = queries.lanes(start(block), start(block + 1));
      if (lanes != 0) {
        for (int drawn : draws.drawn(sequence, block)) {
          seers.add(drawn, lanes);
        }
      }
    }
    return KeyLanes.inRuns(
        key -> seers.of(block(key)),
        key -> {
          int next = seers.next(block(key));
          return next < 0 ? Long.MAX_VALUE : start(next);
        });
  }

  /** The blocks of keys that some queries have drawn, ascending, and the lanes that see each. */
  private static final class Seers {
    private int[] blocks = new int[4];
    private long[] lanes = new long[4];
    private int count;

    void add(int block, long seers) {
      int at = find(block);
      if (at == count || blocks[at] != block) {
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
      lanes[at] |= seers;
    }

    /** The first place of a block that is not below this one. */
    private int find(int block) {
      int at = 0;
      while (at < count && blocks[at] < block) {
        at++;
      }
      return at;
    }

    /** The lanes that see a block. */
    long of(int block) {
      int at = find(block);
      return at < count && blocks[at] == block ? lanes[at] : 0;
    }

    /** Behind a block that anyone sees the next one, otherwise the next that anyone sees; or -1. */
    int next(int block) {
      int at = find(block);
      return at == count ? -1 : Math.max(block + 1, blocks[at]);
    }
  }

  private boolean sees(Sequence sequence, int queryBlock, int keyBlock) {
    return queryBlock >= 0
        && keyBlock >= 0
        && contains(draws.drawn(sequence, queryBlock), keyBlock);
  }

  private static boolean contains(int[] drawn, int block) {
    for (int one : drawn) {
      if (one == block) {
        return true;
      }
    }
    return false;
  }

  private int block(int position) {
    return Math.floorDiv(position - offset, size);
  }

  private long start(int block) {
    return offset + (long) block * size;
  }

  @Override
  public String toString() {
    return draws.toString();
  }
}
