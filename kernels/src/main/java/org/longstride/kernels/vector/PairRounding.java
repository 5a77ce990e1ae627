package org.longstride.kernels.vector;

/** Rounds floats to bfloat16, two by two, as products of that type read them. */
public interface PairRounding {

  /** The implementation that this JVM runs fastest. All give the same bits. */
  static PairRounding best() {
    return Provider.PAIR_ROUNDING;
  }

  /**
   * {@code out[outAt + i]} becomes {@code low[lowAt + i]} in its lower half and {@code high[highAt
   * + i]} in its upper half, each rounded to the nearest bfloat16, to even on a tie.
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
