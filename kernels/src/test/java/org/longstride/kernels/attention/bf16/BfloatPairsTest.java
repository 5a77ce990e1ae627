package org.longstride.kernels.attention.bf16;

/** Attention in bfloat16 with dot products of pairs. */
class BfloatPairsTest extends BfloatAttentionJudge {
  BfloatPairsTest() {
    super(Precision.BF16, BfloatProducts.PAIRS);
  }
}
