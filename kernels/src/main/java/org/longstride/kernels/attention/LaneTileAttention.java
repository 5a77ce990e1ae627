package org.longstride.kernels.attention;

import org.longstride.kernels.vector.LaneKernels;
import org.longstride.kernels.vector.Lanes;

/**
 * Tiles of 64 queries in lanes meet their keys block by block: scores, weights and sums, all in the
 * cache.
 */
final class LaneTileAttention {

  private static final int LANES = LaneKernels.LANES;
  private static final int PITCH = LaneKernels.PITCH;

  /** A range's keys, as many of their features as lie in one plane. */
  private static final int PLANE = TileBlocks.RANGE * PITCH;

  private final LaneKernels kernels;
  private final PageFinder pages = new PageFinder();
  private float[] keys = new float[0];
  private float[] values = new float[0];
  private final long[] visible = new long[TileBlocks.BLOCK];
  private final float[] scores = new float[TileBlocks.BLOCK * LANES];
  private final int[] numbers = new int[TileBlocks.BLOCK];
  private final int[] offsets = new int[TileBlocks.BLOCK];
  private final float[] rescale = new float[LANES];
  private final VisiblePanels panels = new VisiblePanels();

  /** On these kernels. */
  LaneTileAttention(LaneKernels kernels) {
    this.kernels = kernels;
  }

  /**
   * Meets all keys of a batch with its tiles' queries.
   *
   * @param rows finds where the batch's keys lie
   */
  void meet(
      AttentionCall call,
      TileBatch batch,
      RowFinder rows,
      int kvHead,
      float[][] x,
      SoftmaxState[] states) {
    TileBlocks blocks = batch.blocks();
    int fetched = -1;
    for (int block = 0; block < blocks.count(); block++) {
      int range = blocks.range(block);
      if (range != fetched) {
        fetch(call, rows, kvHead, range, Math.min(TileBlocks.RANGE, batch.met().count() - range));
        fetched = range;
      }
      int t = blocks.tile(block);
      int size = blocks.size(block);
      SeenKeys seen = batch.keys(t);
      seen.numbers().write(blocks.run(block), blocks.skip(block), size, numbers);
      seen.lanes().write(blocks.first(block), size, visible);
      meet(call, range, size, x[t], states[t]);
    }
  }

  /**
   * Copies the keys and values of a range, on the heap too: a copy waits for many rows at once,
   * where a micro-kernel would wait for one after another.
   */
  private void fetch(AttentionCall call, RowFinder finder, int kvHead, int from, int count) {
    int planes = (call.d() + PITCH - 1) / PITCH;
    if (keys.length < planes * PLANE) {
      keys = new float[planes * PLANE];
    }
    if (values.length < TileBlocks.RANGE * call.dv()) {
      values = new float[TileBlocks.RANGE * call.dv()];
    }
    KeyValues kv = call.keyValues();
    int[] rows = finder.find(from, count);
    pages.find(kv.keys(kvHead), rows, 0, count, call.d());
    pages.find(kv.values(kvHead), rows, 0, count, call.dv());
    Rows.copyPlanes(kv.keys(kvHead), rows, count, call.d(), keys, PLANE);
    Rows.copy(kv.values(kvHead), rows, 0, count, call.dv(), values, 0);
  }

  /** Meets the next {@code count} keys, which lie in a range. */
  private void meet(AttentionCall call, int range, int count, float[] x, SoftmaxState state) {
    ScoreOptions options = call.options();
    panels.cut(visible, count);
    for (int c = 0; c < call.d(); c += PITCH) {
      locate(range, count, PITCH, c / PITCH * PLANE);
      for (int p = 0; p < panels.count(); p++) {
        kernels.multiply(
            keys,
            offsets,
            panels.from(p),
            panels.to(p),
            Math.min(PITCH, call.d() - c),
            x,
            c * LANES,
            panels.lanes(p),
            scores,
            0,
            c > 0);
      }
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
    locate(range, count, call.dv(), 0);
    for (int p = 0; p < panels.count(); p++) {
      kernels.multiplyTransposed(
          values,
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

  /** Where the rows of the next keys begin among those of their range. */
  private void locate(int range, int count, int distance, int first) {
    for (int i = 0; i < count; i++) {
      offsets[i] = first + (numbers[i] - range) * distance;
    }
  }
}
