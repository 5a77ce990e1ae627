package org.longstride.kernels.vector;

import java.nio.ByteBuffer;

/**
 * What bfloat16 attention computes around its products. Numbers are added up in float32, dealt to
 * 16 sums, and the sums by halves: the first eight take the others, the first four what is then
 * left, and so on. An instance holds scratch memory and belongs to one thread at a time.
 */
public interface BfloatKernels {

  /** New kernels of the kind that this JVM runs fastest. All give the same bits. */
  static BfloatKernels best() {
    return Provider.bfloatKernels();
  }

  /**
   * Rounds floats of some rows, two by two, as products read them. Pair {@code i} of row {@code r},
   * the 32 bits of {@code out[outAt + r * outDistance + i]}, has {@code rows[at + r * distance +
   * i]} in its lower half, and in its upper half what lies {@code apart} behind it: each rounded to
   * the nearest bfloat16, to even on a tie.
   *
   * @param rows holds the rows
   * @param at where the first begins
   * @param distance from a row to the next
   * @param apart from a pair's first float to its second
   * @param count rows
   * @param width pairs of a row
   * @param out takes the pairs, {@code [count, outDistance]}
   * @param outAt where they begin
   * @param outDistance from a row's pairs to the next row's
   */
  void pair(
      float[] rows,
      int at,
      int distance,
      int apart,
      int count,
      int width,
      float[] out,
      int outAt,
      int outDistance);

  /**
   * Scales rows and multiplies each with its counterpart; product c goes to sum c modulo 16.
   *
   * @param a holds the rows that are scaled
   * @param aAt where the first begins
   * @param aDistance from one to the next
   * @param factor scales them
   * @param b holds their counterparts
   * @param bAt where the first begins
   * @param bDistance from one to the next
   * @param count rows
   * @param d elements of a row
   * @param scaled takes the scaled rows, {@code [count, d]}
   * @param dots takes the dot products of the scaled rows, {@code [count]}
   * @param dotsAt where they begin
   */
  void scaleAndMultiply(
      float[] a,
      int aAt,
      int aDistance,
      float factor,
      float[] b,
      int bAt,
      int bDistance,
      int count,
      int d,
      float[] scaled,
      float[] dots,
      int dotsAt);

  /**
   * Makes those elements 0 of 64 rows that are to be hidden, and adds each row up. A row is panels
   * of 64 bfloat16 numbers, of which elements {@code 2 i}, {@code 2 i + 1}, {@code 2 i + 32} and
   * {@code 2 i + 33} go to four parts of sum i, which are added two by two.
   *
   * @param elements holds them, outside the heap, in the machine's byte order
   * @param stride bytes from row to row
   * @param panels of a row
   * @param kept for each row of a panel a bit per element: whether it stays as it is
   * @param keptAt where the bits of a panel's first row are; -1: all of it stays
   * @param from the first panel in {@code keptAt}
   * @param sums {@code [64]}; what a row adds up to is added to its sum
   */
  void hideAndAdd(
      ByteBuffer elements,
      int stride,
      int panels,
      long[] kept,
      int[] keptAt,
      int from,
      float[] sums);

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
