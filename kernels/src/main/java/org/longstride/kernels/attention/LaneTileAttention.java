package org.longstride.kernels.attention;

import org.longstride.kernels.vector.LaneKernels;
import org.longstride.kernels.vector.Lanes;

/**
 * Tiles of 64 queries in lanes meet their keys block by block: scores, weights and sums, all in the
 * cache.
 */
final class LaneTileAttention {

  private static final int LANES = LaneKernels.LANES;

  private final LaneKernels kernels;
  private final FetchedRows keys = new FetchedRows();
  private final FetchedRows values = new FetchedRows();
  private final long[] visible = new long[TileBatch.BLOCK];
  private final float[] scores = new float[TileBatch.BLOCK * LANES];
  private final int[] offsets = new int[TileBatch.BLOCK];
  private final float[] rescale = new float[LANES];
  private final VisiblePanels panels = new VisiblePanels();

  /** On these kernels. */
  LaneTileAttention(LaneKernels kernels) {
    this.kernels = kernels;
  }

  /** Meets all keys of a batch with its tiles' queries. */
  void meet(AttentionCall call, TileBatch batch, int kvHead, float[][] x, SoftmaxState[] states) {
    int fetched = -1;
    for (int block = 0; block < batch.blocks(); block++) {
      int range = batch.range(block);
      if (range != fetched) {
        int count = Math.min(TileBatch.RANGE, batch.met().count() - range);
        int[] rows = batch.met().rows();
        keys.take(call.keyValues().keys(kvHead), rows, range, count, call.d());
        values.take(call.keyValues().values(kvHead), rows, range, count, call.dv());
        fetched = range;
      }
      int t = batch.tile(block);
      meet(call, batch, block, x[t], states[t]);
    }
  }

  private void meet(AttentionCall call, TileBatch batch, int block, float[] x, SoftmaxState state) {
    ScoreOptions options = call.options();
    int t = batch.tile(block);
    int count = batch.size(block);
    System.arraycopy(batch.keys(t).visible(), batch.from(block), visible, 0, count);
    panels.cut(visible, count);
    locate(batch, block, keys);
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
    for (int strip = 0; strip < panels.strips(); strip++) {
      weigh(call, strip, state);
    }
    state.meet();
    locate(batch, block, values);
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

  /** Scores become weights, and what was gathered before is brought to the new maximum. */
  private void weigh(AttentionCall call, int strip, SoftmaxState state) {
    Lanes lanes = panels.stripLanes(strip);
    boolean rescaled =
        kernels.softmaxStep(
            scores,
            panels.stripFrom(strip),
            panels.stripTo(strip),
            lanes,
            call.options().scale() * Log2.E,
            visible,
            state.maximum,
            state.sum,
            rescale);
    if (rescaled && state.hasMet()) {
      kernels.scale(state.weighted(), call.dv(), lanes, rescale);
    }
  }

  private void locate(TileBatch batch, int block, FetchedRows rows) {
    int[] numbers = batch.numbers(batch.tile(block));
    int from = batch.from(block);
    int range = batch.range(block);
    for (int i = 0; i < batch.size(block); i++) {
      offsets[i] = rows.offsets()[numbers[from + i] - range];
    }
  }
}
