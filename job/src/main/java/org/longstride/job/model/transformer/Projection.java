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
  private final int blockRows;
  private final int[][] offsets;

  /** A projection whose blocks fit the cache. */
  Projection(LaneKernels kernels, Linear linear) {
    this(kernels, linear, Math.max(MIN_ROWS, BLOCK_ELEMENTS / linear.in() / MIN_ROWS * MIN_ROWS));
  }

  /** A projection with blocks of so many rows. */
  Projection(LaneKernels kernels, Linear linear, int blockRows) {
    this.kernels = kernels;
    this.linear = linear;
    this.blockRows = blockRows;
    this.offsets = offsets(linear.out(), linear.in(), blockRows);
  }

  /** How many blocks there are. */
  int blocks() {
    return offsets.length;
  }

  /** Rows of a block. */
  int rows(int block) {
    return offsets[block].length;
  }

  /** Where each row begins, block by block. */
  static int[][] offsets(int rows, int rowLength, int blockRows) {
    int[][] offsets = new int[(rows + blockRows - 1) / blockRows][];
    for (int block = 0; block < offsets.length; block++) {
      offsets[block] = new int[Math.min(blockRows, rows - block * blockRows)];
      for (int r = 0; r < offsets[block].length; r++) {
        offsets[block][r] = (block * blockRows + r) * rowLength;
      }
    }
    return offsets;
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
    for (int block = 0; block < offsets.length; block++) {
      for (int t = 0; t < tiles; t++) {
        applyBlock(block, x[xFrom + t], out[outFrom + t], block * blockRows * LANES);
      }
    }
  }

  /**
   * Computes one block's rows of {@code weight * x + bias}.
   *
   * @param x lane tile {@code [in, 64]}
   * @param out takes a lane tile {@code [rows, 64]}
   * @param at where that begins
   */
  void applyBlock(int block, float[] x, float[] out, int at) {
    int[] rows = offsets[block];
    kernels.multiply(linear.weight(), rows, rows.length, linear.in(), x, LANES, out, at, false);
    if (linear.bias().isPresent()) {
      addBias(linear.bias().get(), block * blockRows, rows.length, out, at);
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
