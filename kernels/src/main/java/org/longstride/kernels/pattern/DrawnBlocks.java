package org.longstride.kernels.pattern;

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
    BlockSeers seers = seers(sequence, queries);
    for (int i = 0; i < seers.count(); i++) {
      keys.add(start(seers.block(i)), start(seers.block(i) + 1));
    }
  }

  @Override
  public KeyLanes lanes(Sequence sequence, QueryTile queries) {
    BlockSeers seers = seers(sequence, queries);
    return KeyLanes.inRuns(
        key -> seers.lanes(block(key)),
        key -> {
          int end = seers.endOfRun(block(key));
          return end < 0 ? Long.MAX_VALUE : start(end);
        });
  }

  /** What the tile's queries have drawn. */
  private BlockSeers seers(Sequence sequence, QueryTile queries) {
    BlockSeers seers = new BlockSeers();
    int last = block(queries.last());
    for (int block = Math.max(0, block(queries.first())); block <= last; block++) {
      long lanes = queries.lanes(start(block), start(block + 1));
      if (lanes != 0) {
        for (int drawn : draws.drawn(sequence, block)) {
          seers.add(drawn, lanes);
        }
      }
    }
    return seers;
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
