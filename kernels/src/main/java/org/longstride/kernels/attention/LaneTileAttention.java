package org.longstride.kernels.attention;

import java.util.Arrays;
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
  private float[] gatheredKeys = new float[0];
  private float[] gatheredValues = new float[0];
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
    int width = Lanes.holding(call.dv()).width();
    if (values.length < TileBlocks.RANGE * width) {
      values = new float[TileBlocks.RANGE * width];
    }
    KeyValues kv = call.keyValues();
    int[] rows = finder.find(from, count);
    pages.find(kv.keys(kvHead), rows, 0, count, call.d());
    pages.find(kv.values(kvHead), rows, 0, count, call.dv());
    Rows.copyPlanes(kv.keys(kvHead), rows, count, call.d(), keys, PLANE);
    Rows.copyApart(kv.values(kvHead), rows, count, call.dv(), values, width);
  }

  /** Meets the next {@code count} keys, which lie in a range. */
  private void meet(AttentionCall call, int range, int count, float[] x, SoftmaxState state) {
    ScoreOptions options = call.options();
    int first = numbers[0] - range;
    boolean together = numbers[count - 1] - numbers[0] < count;
    if (!together) {
      gather(call.d(), state.features().width(), range, count);
    }
    panels.cut(visible, count);
    multiply(together ? keys : gatheredKeys, together ? first : 0, call.d(), x);
    if (options.softCap() > 0) {
      // The cap acts on scaled scores, and softmaxStep scales: the cap is divided by the scale
      // instead.
      kernels.softCap(scores, count * LANES, options.softCap() / options.scale());
    }
    weigh(call, state);
    state.meet();
    sum(together ? values : gatheredValues, together ? first : 0, state);
  }

  /** Puts the keys and values of a block side by side that lie apart. */
  private void gather(int d, int width, int range, int count) {
    if (gatheredKeys.length < keys.length) {
      gatheredKeys = new float[keys.length];
    }
    if (gatheredValues.length < count * width) {
      gatheredValues = new float[TileBlocks.BLOCK * width];
    }
    for (int c = 0, plane = 0; c < d; c += PITCH, plane += PLANE) {
      locate(range, count, PITCH, plane);
      kernels.copyRows(keys, offsets, count, Math.min(PITCH, d - c), gatheredKeys, plane, PITCH);
    }
    locate(range, count, width, 0);
    kernels.copyRows(values, offsets, count, width, gatheredValues, 0, width);
  }

  /** Where the rows of a block begin among those of their range. */
  private void locate(int range, int count, int distance, int first) {
    for (int i = 0; i < count; i++) {
      offsets[i] = first + (numbers[i] - range) * distance;
    }
  }

  /** Scores of a block whose first key is the given row. */
  private void multiply(float[] rows, int first, int d, float[] x) {
    for (int c = 0, plane = 0; c < d; c += PITCH, plane += PLANE) {
      for (int p = 0; p < panels.count(); p++) {
        int from = panels.from(p);
        kernels.multiply(
            rows,
            plane + (first + from) * PITCH,
            panels.to(p) - from,
            Math.min(PITCH, d - c),
            x,
            c * LANES,
            panels.lanes(p),
            scores,
            from * LANES,
            c > 0);
      }
    }
  }

  /**
   * Adds the weighted values of a block whose first key is the given row. Weights are the rows
   * here, and values the lanes: so sums are rows of a query each, whatever lanes see the keys.
   */
  private void sum(float[] lanes, int first, SoftmaxState state) {
    int width = state.features().width();
    for (int p = 0; p < panels.count(); p++) {
      int from = panels.from(p);
      Lanes queries = panels.lanes(p);
      kernels.multiplyTransposed(
          scores,
          from * LANES + queries.from(),
          LANES,
          panels.to(p) - from,
          queries.to() - queries.from(),
          lanes,
          (first + from) * width,
          state.features(),
          state.weighted(),
          queries.from() * width);
    }
  }

  /** Scores become weights, and what was gathered before is brought to the new maximum. */
  private void weigh(AttentionCall call, SoftmaxState state) {
    boolean rescaled = false;
    Arrays.fill(rescale, 1f);
    for (int strip = 0; strip < panels.strips(); strip++) {
      rescaled |=
          kernels.softmaxStep(
              scores,
              panels.stripFrom(strip),
              panels.stripTo(strip),
              panels.stripLanes(strip),
              call.options().scale() * Log2.E,
              visible,
              state.maximum,
              state.sum,
              rescale);
    }
    if (rescaled && state.hasMet()) {
      state.rescale(kernels, rescale);
    }
  }
}
