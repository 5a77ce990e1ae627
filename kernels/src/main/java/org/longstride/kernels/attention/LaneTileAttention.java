package org.longstride.kernels.attention;

import org.longstride.kernels.vector.LaneKernels;

/**
 * A tile of 64 queries in lanes meets a block of keys: scores, weights and sums, all in the cache.
 */
final class LaneTileAttention {

  private static final int LANES = LaneKernels.LANES;

  private final LaneKernels kernels;
  private final float[] scores = new float[TileBatch.BLOCK * LANES];
  private final int[] offsets = new int[TileBatch.BLOCK];
  private final float[] rescale = new float[LANES];
  private final VisiblePanels panels = new VisiblePanels();

  /** On these kernels. */
  LaneTileAttention(LaneKernels kernels) {
    this.kernels = kernels;
  }

  /**
   * Adds a block of keys to a tile's state.
   *
   * @param call sizes and options
   * @param x the queries, lane tile {@code [d, 64]}
   * @param keys holds the block's keys
   * @param values holds the block's values
   * @param first the block's first row in both
   * @param count keys of the block
   * @param visible for each key a bit per lane whose query sees it
   * @param state what the tile has gathered so far
   */
  void meet(
      AttentionCall call,
      float[] x,
      BlockRows keys,
      BlockRows values,
      int first,
      int count,
      long[] visible,
      SoftmaxState state) {
    ScoreOptions options = call.options();
    panels.cut(visible, count);
    System.arraycopy(keys.offsets(), first, offsets, 0, count);
    for (int p = 0; p < panels.count(); p++) {
      kernels.multiply(
          keys.array(),
          offsets,
          panels.from(p),
          panels.to(p),
          call.d(),
          x,
          panels.lanes(p),
          scores,
          0,
          false);
    }
    if (options.softCap() > 0) {
      // The cap acts on scaled scores, and softmaxStep scales: the cap is divided by the scale
      // instead.
      kernels.softCap(scores, count * LANES, options.softCap() / options.scale());
    }
    boolean rescaled =
        kernels.softmaxStep(
            scores,
            count,
            LANES,
            options.scale() * Log2.E,
            visible,
            state.maximum,
            state.sum,
            rescale);
    if (rescaled) {
      state.rescale(rescale);
    }
    System.arraycopy(values.offsets(), first, offsets, 0, count);
    for (int p = 0; p < panels.count(); p++) {
      kernels.multiplyTransposed(
          values.array(),
          offsets,
          panels.from(p),
          panels.to(p),
          call.dv(),
          scores,
          panels.lanes(p),
          state.weighted());
    }
  }
}
