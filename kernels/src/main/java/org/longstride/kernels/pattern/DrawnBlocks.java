package org.longstride.kernels.pattern;

/**
 * The random blocks of one head. In a bidirectional sequence the draws depend on its length; in a
 * causal one only blocks up to the query's own are drawn, so that they do not, and any key may
 * still be drawn by a later query.
 *
 * @param blocks what is drawn
 * @param seed the head's own
 */
record DrawnBlocks(RandomBlocks blocks, long seed) implements Term {

  @Override
  public boolean attends(Sequence sequence, int query, int key) {
    return draws(sequence, block(query), block(key));
  }

  @Override
  public void reach(Sequence sequence, QueryTile queries, KeyRanges keys) {
    int last = block(queries.last());
    for (int block = Math.max(0, block(queries.first())); block <= last; block++) {
      if (queries.lanes(start(block), start(block + 1)) != 0) {
        for (int drawn : drawn(sequence, block)) {
          keys.add(start(drawn), start(drawn + 1));
        }
      }
    }
  }

  @Override
  public KeyLanes lanes(Sequence sequence, QueryTile queries) {
    int first = Math.max(0, block(queries.first()));
    int count = Math.max(0, block(queries.last()) - first + 1);
    long[] lanes = new long[count];
    int[][] drawn = new int[count][];
    for (int i = 0; i < count; i++) {
      lanes[i] = queries.lanes(start(first + i), start(first + i + 1));
      drawn[i] = lanes[i] == 0 ? new int[0] : drawn(sequence, first + i);
    }
    return key -> {
      int keyBlock = block(key);
      long seen = 0;
      for (int i = 0; i < count; i++) {
        if (keyBlock >= 0 && contains(drawn[i], keyBlock)) {
          seen |= lanes[i];
        }
      }
      return seen;
    };
  }

  private boolean draws(Sequence sequence, int queryBlock, int keyBlock) {
    return queryBlock >= 0 && keyBlock >= 0 && contains(drawn(sequence, queryBlock), keyBlock);
  }

  private static boolean contains(int[] drawn, int block) {
    for (int one : drawn) {
      if (one == block) {
        return true;
      }
    }
    return false;
  }

  /** The blocks that a block of queries has drawn. */
  private int[] drawn(Sequence sequence, int block) {
    int last = block(sequence.length() - 1) - blocks.ends();
    int lastBelow = Math.min(block - blocks.apart(), sequence.causal() ? block : last);
    int below = Math.max(0, lastBelow - blocks.ends() + 1);
    int firstAbove = Math.max(block + Math.max(1, blocks.apart()), blocks.ends());
    int above = sequence.causal() ? 0 : Math.max(0, last - firstAbove + 1);
    int[] drawn = Draw.distinct(Draw.mix(seed + block), blocks.count(), below + above);
    for (int i = 0; i < drawn.length; i++) {
      drawn[i] += drawn[i] < below ? blocks.ends() : firstAbove - below;
    }
    return drawn;
  }

  private int block(int position) {
    return Math.floorDiv(position - blocks.offset(), blocks.size());
  }

  private long start(int block) {
    return blocks.offset() + (long) block * blocks.size();
  }

  @Override
  public String toString() {
    return blocks.toString();
  }
}
