package org.longstride.kernels.vector;

/** Rounds pair after pair. */
final class ScalarPairRounding implements PairRounding {

  @Override
  public void pair(
      float[] low, int lowAt, float[] high, int highAt, int count, int[] out, int outAt) {
    for (int i = 0; i < count; i++) {
      out[outAt + i] =
          PairRounding.round(low[lowAt + i]) | PairRounding.round(high[highAt + i]) << 16;
    }
  }
}
