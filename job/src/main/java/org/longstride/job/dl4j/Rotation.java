package org.longstride.job.dl4j;

import org.longstride.kernels.vector.LaneKernels;

/**
 * Rotary positions on lane tiles: features {@code c} and {@code c + d/2} of a head turn by {@code
 * position * theta^(-2c/d)}.
 */
final class Rotation {

  private static final int LANES = LaneKernels.LANES;

  private final int half;
  private final int length;
  private final float[] cosine;
  private final float[] sine;

  /** Angles for positions below {@code length}, rounded up to whole tiles. */
  Rotation(int headSize, int length, double theta) {
    half = headSize / 2;
    this.length = (length + LANES - 1) / LANES * LANES;
    cosine = new float[half * this.length];
    sine = new float[half * this.length];
    for (int c = 0; c < half; c++) {
      double frequency = Math.pow(theta, -2.0 * c / headSize);
      for (int p = 0; p < this.length; p++) {
        cosine[c * this.length + p] = (float) Math.cos(p * frequency);
        sine[c * this.length + p] = (float) Math.sin(p * frequency);
      }
    }
  }

  /**
   * Turns the head that begins at {@code at} of a tile whose first lane is at {@code position};
   * {@code sign} -1 turns it back.
   */
  void turn(float[] tile, int at, int position, float sign) {
    for (int c = 0; c < half; c++) {
      int low = at + c * LANES;
      int high = low + half * LANES;
      int angle = c * length + position;
      for (int lane = 0; lane < LANES; lane++) {
        float x = tile[low + lane];
        float y = tile[high + lane];
        float cos = cosine[angle + lane];
        float sin = sine[angle + lane] * sign;
        tile[low + lane] = x * cos - y * sin;
        tile[high + lane] = y * cos + x * sin;
      }
    }
  }
}
