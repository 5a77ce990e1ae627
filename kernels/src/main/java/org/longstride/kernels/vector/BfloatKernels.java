package org.longstride.kernels.vector;

import java.nio.FloatBuffer;

/**
 * What bfloat16 attention computes around its products. Numbers are added up in float32, dealt to
 * 16 sums, and the sums by halves: the first eight take the others, the first four what is then
 * left, and so on. An instance holds scratch memory and belongs to one thread at a time.
 */
public interface BfloatKernels {

  /** Exponents less such a shift are still rounded to whole numbers without an error. */
  int LARGEST_SHIFT = 1 << 21;

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
   * Multiplies rows, each with its counterpart; product c goes to sum c modulo 16.
   *
   * @param a holds the rows
   * @param aAt where the first begins
   * @param aDistance from one to the next
   * @param b holds their counterparts
   * @param bAt where the first begins
   * @param bDistance from one to the next
   * @param count rows
   * @param d elements of a row
   * @param dots takes the dot products, {@code [count]}
   */
  void multiplyEach(
      float[] a,
      int aAt,
      int aDistance,
      float[] b,
      int bAt,
      int bDistance,
      int count,
      int d,
      float[] dots);

  /**
   * Makes weights of products where they lie, {@code 2^(factor * product - shift)}, and adds each
   * row of them up. Of 64 rows each is panels of 64 floats; a row's weights take the place of the
   * first half of its products, rounded to bfloat16 and paired: elements i and i + 32 of a panel
   * are its pair i. A weight is off by at most 2^-8 for rounding and 2^-13.7 for the power; one
   * below 2^-127 is 0, one above 2^127 makes the sum something else than a finite number. Elements
   * 16, 32 and 48 apart in a panel go to four parts of one sum, which are added two by two.
   *
   * @param products holds the rows, outside the heap
   * @param stride from row to row
   * @param panels of a row
   * @param factor makes exponents of products
   * @param shifts what is subtracted from a row's exponents: whole numbers, from minus {@value
   *     #LARGEST_SHIFT} to that, less a half, {@code [64]}
   * @param kept for each row of a panel a bit per element: whether it keeps its weight, instead of
   *     0
   * @param keptAt where the bits of a panel's first row are; -1: all keep theirs
   * @param from the first panel in {@code keptAt}
   * @param sums {@code [64]}; what a row's weights add up to is added to its sum
   */
  void weigh(
      FloatBuffer products,
      int stride,
      int panels,
      float factor,
      float[] shifts,
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
