package org.longstride.kernels.attention.bf16;

/** Attention in bfloat16 with matrix tiles. */
class BfloatTilesTest extends BfloatAttentionJudge {
  BfloatTilesTest() {
    super(Precision.BF16_AMX, BfloatProducts.TILES);
  }
}
