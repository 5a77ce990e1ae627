package org.longstride.kernels.pattern;

/**
 * This project's own draws. In a bidirectional sequence they depend on its length; in a causal one
 * only blocks up to the query's own are drawn, so that they do not.
 *
 * @param blocks what is drawn
 * @param seed the head's own
 */
record OwnDraws(RandomBlocks blocks, long seed) implements DrawnBlocks.Draws {

  @Override
  public int[] drawn(Sequence sequence, int block) {
    int last =
        Math.floorDiv(sequence.length() - 1 - blocks.offset(), blocks.size()) - blocks.ends();
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

  @Override
  public String toString() {
    return blocks.toString();
  }
}
