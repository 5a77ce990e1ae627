package org.longstride.kernels.vector;

import java.nio.ByteBuffer;

/**
 * What bfloat16 attention computes around its products. Numbers are added up in float32, dealt to
 * 16 sums, and the sums by halves: the first eight take the others, the first four what is then
 * left, and so on.
 */
public interface BfloatKernels {

  /** The implementation that this JVM runs fastest. All give the same bits. */
  static BfloatKernels best() {
    return Provider.BFLOAT;
  }

  /**
   * Rounds floats, two by two, as products read them: {@code out[outAt + i]} becomes {@code
   * low[lowAt + i]} in its lower half and {@code high[highAt + i]} in its upper half, each rounded
   * to the nearest bfloat16, to even on a tie.
   *
   * @param low holds the lower halves
   * @param lowAt where they begin
   * @param high holds the upper halves
   * @param highAt where they begin
   * @param count pairs
   * @param out takes the pairs
   * @param outAt where they begin
   */
  void pair(float[] low, int lowAt, float[] high, int highAt, int count, int[] out, int outAt);

  /**
   * Multiplies each row with its counterpart; product c goes to sum c modulo 16.
   *
   * @param a rows {@code [count, d]}
   * @param b rows {@code [count, d]}
   * @param count rows
   * @param d elements of a row
   * @param out takes the dot products, {@code [count]}
   */
  void dots(float[] a, float[] b, int count, int d, float[] out);

  /**
   * Makes elements of 64 rows of 64 bfloat16 numbers 0.
   *
   * @param elements holds them, outside the heap, in the machine's byte order
   * @param at the byte where the first row begins
   * @param stride bytes from row to row
   * @param kept for each row a bit per element: whether it stays as it is
   * @param keptAt where the first row's bits are
   */
  void hide(ByteBuffer elements, int at, int stride, long[] kept, int keptAt);

  /**
   * Adds each of 64 rows of bfloat16 numbers up. Of each 64, elements {@code 2 i}, {@code 2 i + 1},
   * {@code 2 i + 32} and {@code 2 i + 33} go to four parts of sum i, which are added two by two.
   *
   * @param elements holds them, outside the heap, in the machine's byte order
   * @param stride bytes from row to row
   * @param count elements of a row, a multiple of 64
   * @param sums {@code [64]}; what a row adds up to is added to its sum
   */
  void addRows(ByteBuffer elements, int stride, int count, float[] sums);

  /** The bits of the nearest bfloat16, in the lower half. */
  static int round(float x) {
    int bits = Float.floatToRawIntBits(x);
    return (bits + 0x7fff + (bits >>> 16 & 1)) >>> 16;
  }

  /** The nearest bfloat16. */
  static float rounded(float x) {
    return Float.intBitsToFloat(round(x) << 16);
  }
}
