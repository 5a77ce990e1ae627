package org.longstride.job.dl4j;

import java.util.Arrays;
import org.longstride.kernels.vector.LaneKernels;
import org.longstride.kernels.vector.PackedRows;

/**
 * A weight matrix within a layer's parameters, and what is done with it to a lane tile. One row of
 * weights per feature out.
 *
 * @param nIn features in
 * @param nOut features out
 * @param offsets where each row of weights begins
 * @param tileOffsets where each feature of a lane tile begins, {@code [nOut]}
 */
record LaneMatrix(int nIn, int nOut, int[] offsets, int[] tileOffsets) {

  private static final int LANES = LaneKernels.LANES;
  private static final LaneKernels KERNELS = LaneKernels.best();

  /** The matrix whose first row begins at {@code from}. */
  static LaneMatrix at(int from, int nIn, int nOut) {
    int[] offsets = new int[nOut];
    int[] tileOffsets = new int[nOut];
    for (int r = 0; r < nOut; r++) {
      offsets[r] = from + r * nIn;
      tileOffsets[r] = r * LANES;
    }
    return new LaneMatrix(nIn, nOut, offsets, tileOffsets);
  }

  /** Where the weights behind this matrix begin. */
  int end() {
    return offsets[0] + nIn * nOut;
  }

  /** This matrix as {@link #apply} wants it; packed anew whenever the weights have changed. */
  PackedRows packed(float[] weights) {
    float[] matrix = Arrays.copyOfRange(weights, offsets[0], end());
    return PackedRows.pack(matrix, nOut, nIn);
  }

  /** {@code y = W x}, into the tile that begins at {@code yAt}. */
  static void apply(PackedRows w, float[] x, float[] y, int yAt) {
    KERNELS.multiply(w, 0, w.rows(), 0, w.depth(), x, y, yAt, false);
  }

  /** {@code dx += W^T dy}. */
  void applyTransposed(float[] weights, float[] dy, float[] dx) {
    KERNELS.multiplyTransposed(weights, offsets, nOut, nIn, dy, LANES, dx);
  }

  /**
   * {@code dW += dy x^T}.
   *
   * @param dy lane tile {@code [nOut, 64]}
   * @param xRows the tile's inputs as rows, {@code [64, nIn]}
   * @param gradient by the layer's parameters
   */
  void addGradient(float[] dy, float[] xRows, float[] gradient) {
    KERNELS.multiply(dy, tileOffsets, nOut, LANES, xRows, nIn, gradient, offsets[0], true);
  }
}
