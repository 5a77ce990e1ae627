package org.longstride.kernels.attention.bf16;

/** Squares of 64 by 64 bits. */
final class BitSquare {

  private BitSquare() {}

  /**
   * Exchanges rows and columns in place: bit {@code j} of row {@code i} becomes bit {@code i} of
   * row {@code j}. Halves of ever smaller squares are swapped (Warren, Hacker's Delight, section
   * 7-3).
   *
   * @param rows holds 64 rows
   * @param at where they begin
   */
  static void transpose(long[] rows, int at) {
    long mask = 0x00000000ffffffffL;
    for (int width = 32; width != 0; width >>= 1, mask ^= mask << width) {
      for (int row = 0; row < 64; row = (row + width + 1) & ~width) {
        long swapped = (rows[at + row] >>> width ^ rows[at + row + width]) & mask;
        rows[at + row + width] ^= swapped;
        rows[at + row] ^= swapped << width;
      }
    }
  }
}
