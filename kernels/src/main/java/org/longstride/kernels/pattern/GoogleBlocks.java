package org.longstride.kernels.pattern;

import java.util.List;

/**
 * Random blocks as google-research/bigbird draws them, layer r with numpy's seed {@code seed + r},
 * as Hugging Face's layers do.
 *
 * @param count blocks drawn, r
 * @param size tokens of a block
 * @param seed of the first layer
 * @param positions the model's longest sequence, which draws of 1,024, 3,072 and 4,096 tokens
 *     depend on; 0: the sequence's length
 */
record GoogleBlocks(int count, int size, int seed, int positions) implements AttentionPattern {

  @Override
  public List<Term> terms(int layer, int head, int heads) {
    return List.of(new DrawnBlocks(size, 0, new GoogleDraws(this, seed + layer, head, heads)));
  }

  @Override
  public String toString() {
    return "random("
        + count
        + Arguments.optional("block", size, 64)
        + Arguments.optional("seed", seed, 0)
        + ", draws=google"
        + Arguments.optional("positions", positions, 0)
        + ")";
  }
}
