package org.longstride.kernels.attention.bf16;

import org.bytedeco.dnnl.global.dnnl;

/**
 * The instructions that multiply bfloat16 matrices. Both round alike and sum up in float32, but in
 * another order, which changes bits. So nobody takes the one for the other unasked.
 */
enum BfloatProducts {
  /** Dot products of pairs in vectors: Zen 4, Cooper Lake, Sapphire Rapids and later. */
  PAIRS(
      dnnl.dnnl_cpu_isa_avx512_core_bf16,
      "brg_matmul:avx512_core_bf16",
      "this processor has no bfloat16 products (avx512_bf16)"),

  /** Products of tiles, 16 rows by 32 numbers at once: Sapphire Rapids and later. */
  TILES(
      dnnl.dnnl_cpu_isa_avx512_core_amx,
      "brg_matmul:avx10_1_512_amx",
      "this processor has no bfloat16 tiles (amx_bf16)");

  private final int needed;
  private final String implementation;
  private final String missing;

  BfloatProducts(int needed, String implementation, String missing) {
    this.needed = needed;
    this.implementation = implementation;
    this.missing = missing;
  }

  /** Whether they are among instruction sets, in oneDNN's bits. */
  boolean areAmong(int instructions) {
    return (instructions & needed) == needed;
  }

  /** OneDNN's name of the product that is computed with them. */
  String implementation() {
    return implementation;
  }

  /** Says that a processor has them not, as the end of a sentence. */
  String missing() {
    return missing;
  }
}
