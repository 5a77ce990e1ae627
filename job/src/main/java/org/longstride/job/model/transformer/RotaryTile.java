package org.longstride.job.model.transformer;

import org.longstride.kernels.vector.LaneKernels;

/**
 * Cosines and sines of 64 consecutive positions, and the turning of heads by them (Su et al. 2021).
 * Angles are single-precision products of position and frequency, as Hugging Face computes them.
 */
final class RotaryTile {

  private static final int LANES = LaneKernels.LANES;

  private final float[] frequencies;
  private final float[] cos;
  private final float[] sin;
  private final float[] first;

  /** Turns by these radians a token, {@code [d/2]}. */
  RotaryTile(float[] frequencies) {
    this.frequencies = frequencies;
    this.cos = new float[frequencies.length * LANES];
    this.sin = new float[frequencies.length * LANES];
    this.first = new float[frequencies.length * LANES];
  }

  /** Makes lane 0 stand for this position. */
  void moveTo(int position) {
    for (int i = 0; i < frequencies.length; i++) {
      for (int lane = 0; lane < LANES; lane++) {
        float angle = frequencies[i] * (position + lane);
        cos[i * LANES + lane] = (float) StrictMath.cos(angle);
        sin[i * LANES + lane] = (float) StrictMath.sin(angle);
      }
    }
  }

  /**
   * Turns all heads of a tile.
   *
   * @param x lane tile {@code [heads * d, 64]}, replaced
   * @param heads how many heads
   */
  void turn(float[] x, int heads) {
    int half = first.length;
    for (int head = 0; head < heads; head++) {
      int a = 2 * head * half;
      int b = a + half;
      System.arraycopy(x, a, first, 0, half);
      for (int i = 0; i < half; i++) {
        x[a + i] = first[i] * cos[i] - x[b + i] * sin[i];
      }
      for (int i = 0; i < half; i++) {
        x[b + i] = x[b + i] * cos[i] + first[i] * sin[i];
      }
    }
  }
}
