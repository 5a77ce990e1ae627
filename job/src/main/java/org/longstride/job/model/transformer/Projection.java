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

  Projection(LaneKernels kernels, Linear linear) {
    this.kernels = kernels;
    this.linear = linear;
    this.blockRows = Math.max(MIN_ROWS, BLOCK_ELEMENTS / linear.in() / MIN_ROWS * MIN_ROWS);
    this.offsets = offsets(linear.out(), linear.in(), blockRows);
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
      int[] rows = offsets[block];
      int at = block * blockRows * LANES;
      for (int t = 0; t < tiles; t++) {
        float[] y = out[outFrom + t];
        kernels.multiply(
            linear.weight(), rows, rows.length, linear.in(), x[xFrom + t], LANES, y, at, false);
        if (linear.bias().isPresent()) {
          addBias(linear.bias().get(), block * blockRows, rows.length, y);
        }
      }
    }
  }

  private static void addBias(float[] bias, int from, int rows, float[] y) {
    for (int r = from; r < from + rows; r++) {
      float b = bias[r];
      int at = r * LANES;
      for (int lane = 0; lane < LANES; lane++) {
        y[at + lane] += b;
      }
    }
  }

  /** Multiply-adds of one token. */
  double cost() {
    return (double) linear.in() * linear.out();
  }
}
