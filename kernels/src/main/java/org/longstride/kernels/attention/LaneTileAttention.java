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
  private final TileMemory memory;
  private final RowPrefetcher prefetcher = new RowPrefetcher();
  private float[] keys = new float[0];
  private float[] gatheredKeys = new float[0];
  private final long[] visible = new long[TileBlocks.BLOCK];
  private final int[] numbers = new int[TileBlocks.BLOCK];
  private final int[] offsets = new int[TileBlocks.BLOCK];
  private final float[] rescale = new float[LANES];
  private final VisiblePanels panels = new VisiblePanels();

  /** On these kernels. Queries come in this memory, and keys and values are fetched to it. */
  LaneTileAttention(LaneKernels kernels, TileMemory memory) {
    this.kernels = kernels;
    this.memory = memory;
  }

  /**
   * Meets all keys of a batch with its tiles' queries.
   *
   * @param rows finds where the batch's keys lie
   */
  void meet(
      AttentionCall call, BlockBatch batch, RowFinder rows, int kvHead, SoftmaxState[] states) {
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
      SeenKeys seen = batch.keys()[t];
      seen.numbers().write(blocks.run(block), blocks.skip(block), size, numbers);
      seen.lanes().write(blocks.first(block), size, visible);
      meet(call, range, size, memory.queries(t), states[t]);
    }
  }

  /**
   * Copies the keys and values of a range, on the heap too: where micro-kernels met rows that are
   * not in the cache, they would wait for one after another.
   */
  private void fetch(AttentionCall call, RowFinder finder, int kvHead, int from, int count) {
    int planes = (call.d() + PITCH - 1) / PITCH;
    if (keys.length < planes * PLANE) {
      keys = new float[planes * PLANE];
    }
    KeyValues kv = call.keyValues();
    int[] rows = finder.find(from, count);
    prefetcher.read(kv.keys(kvHead), rows, 0, count, call.d());
    prefetcher.read(kv.values(kvHead), rows, 0, count, call.dv());
    Rows.copyPlanes(kv.keys(kvHead), rows, count, call.d(), keys, PLANE);
    int width = memory.features().width();
    Rows.copyApart(
        kv.values(kvHead), rows, 0, count, call.dv(), memory.floats(), memory.values(), width);
  }

  /** Meets the next {@code count} keys, which lie in a range, with the queries that begin there. */
  private void meet(AttentionCall call, int range, int count, int queries, SoftmaxState state) {
    ScoreOptions options = call.options();
    int first = numbers[0] - range;
    boolean together = numbers[count - 1] - numbers[0] < count;
    if (!together) {
      gather(call.d(), range, count);
    }
    panels.cut(visible, count);
    multiply(together ? keys : gatheredKeys, together ? first : 0, call.d(), queries);
    options.cap(kernels, memory.floats(), memory.scores(), count * LANES);
    weigh(call, state);
    state.meet();
    int width = memory.features().width();
    sum(together ? memory.values() + first * width : memory.gatheredValues(), state);
  }

  /** Puts the keys and values of a block side by side that lie apart. */
  private void gather(int d, int range, int count) {
    if (gatheredKeys.length < keys.length) {
      gatheredKeys = new float[keys.length];
    }
    for (int c = 0, plane = 0; c < d; c += PITCH, plane += PLANE) {
      locate(range, count, PITCH, plane);
      kernels.copyRows(keys, offsets, count, Math.min(PITCH, d - c), gatheredKeys, plane, PITCH);
    }
    float[] floats = memory.floats();
    int width = memory.features().width();
    locate(range, count, width, memory.values());
    kernels.copyRows(floats, offsets, count, width, floats, memory.gatheredValues(), width);
  }

  /** Where the rows of a block begin among those of their range. */
  private void locate(int range, int count, int distance, int first) {
    for (int i = 0; i < count; i++) {
      offsets[i] = first + (numbers[i] - range) * distance;
    }
  }

  /** Scores of a block whose first key is the given row. */
  private void multiply(float[] rows, int first, int d, int queries) {
    float[] floats = memory.floats();
    for (int c = 0, plane = 0; c < d; c += PITCH, plane += PLANE) {
      for (int p = 0; p < panels.count(); p++) {
        int from = panels.from(p);
        kernels.multiply(
            rows,
            plane + (first + from) * PITCH,
            panels.to(p) - from,
            Math.min(PITCH, d - c),
            floats,
            queries + c * LANES,
            panels.lanes(p),
            floats,
            memory.scores() + from * LANES,
            c > 0);
      }
    }
  }

  /**
   * Adds the weighted values of a block, which begin there. Weights are the rows here, and values
   * the lanes: so sums are rows of a query each, whatever lanes see the keys.
   */
  private void sum(int values, SoftmaxState state) {
    float[] floats = memory.floats();
    int width = memory.features().width();
    for (int p = 0; p < panels.count(); p++) {
      int from = panels.from(p);
      Lanes queries = panels.lanes(p);
      kernels.multiplyTransposed(
          floats,
          memory.scores() + from * LANES + queries.from(),
          LANES,
          panels.to(p) - from,
          queries.to() - queries.from(),
          floats,
          values + from * width,
          memory.features(),
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
              memory.floats(),
              memory.scores(),
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
