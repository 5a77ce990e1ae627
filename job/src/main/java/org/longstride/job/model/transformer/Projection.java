package org.longstride.job.model.transformer;

import org.longstride.job.model.family.ModelWeights.Linear;
import org.longstride.kernels.vector.LaneKernels;

/**
 * A linear map on lane tiles. Rows of the weight are taken in blocks that fit the second-level
 * cache, and all tiles pass a block before the next is fetched.
 */
final class Projection {

  private static final int LANES = LaneKernels.LANES;
  private static final int BLOCK_ELEMENTS = 1 << 18;
  private static final int MIN_ROWS = 16;

  private final LaneKernels kernels;
  private final Linear linear;
  private final int block;

  Projection(LaneKernels kernels, Linear linear) {
    this.kernels = kernels;
    this.linear = linear;
    this.block = Math.max(MIN_ROWS, BLOCK_ELEMENTS / linear.in() / MIN_ROWS * MIN_ROWS);
  }

  /**
   * Computes {@code out[t] = weight * x[t] + bias} for {@code tiles} tiles.
   *
   * @param x lane tiles {@code [in, 64]}
   * @param xFrom the first of them
   * @param out lane tiles {@code [out, 64]}, replaced
   * @param outFrom the first of them
   * @param tiles how many
   */
  void apply(float[][] x, int xFrom, float[][] out, int outFrom, int tiles) {
    for (int from = 0; from < linear.out(); from += block) {
      int to = Math.min(linear.out(), from + block);
      for (int t = 0; t < tiles; t++) {
        apply(from, to, x[xFrom + t], out[outFrom + t], from * LANES);
      }
    }
  }

  /**
   * Computes some rows of {@code weight * x + bias}.
   *
   * @param from the first row, a multiple of 8
   * @param to one past the last row
   * @param x lane tile {@code [in, 64]}
   * @param out takes a lane tile {@code [to - from, 64]}
   * @param at where that begins
   */
  void apply(int from, int to, float[] x, float[] out, int at) {
    kernels.multiply(linear.weight(), from, to, 0, linear.in(), x, out, at, false);
    if (linear.bias().isPresent()) {
      addBias(linear.bias().get(), from, to - from, out, at);
    }
  }

  /**
   * Adds a bias to rows of a lane tile.
   *
   * @param bias holds it
   * @param from where it begins
   * @param rows how many rows
   * @param y holds the lane tile
   * @param at where that begins
   */
  static void addBias(float[] bias, int from, int rows, float[] y, int at) {
    for (int r = 0; r < rows; r++) {
      float b = bias[from + r];
      int to = at + r * LANES;
      for (int lane = 0; lane < LANES; lane++) {
        y[to + lane] += b;
      }
    }
  }

  /** Multiply-adds of one token. */
  double cost() {
    return (double) linear.in() * linear.out();
  }
}
