package org.longstride.kernels.attention;

import java.nio.FloatBuffer;
import org.longstride.kernels.vector.LaneKernels;
import org.longstride.kernels.vector.LaneTiles;
import org.longstride.kernels.vector.QuadKernels;

/**
 * Tiles meet their keys quad by quad: four queries and the keys that one of them sees. Queries,
 * outputs and values are rows; keys are turned into lanes once. What two batches in turn both meet
 * is fetched once.
 */
final class QuadAttention {

  private static final int LANES = QuadKernels.LANES;
  private static final int QUERIES = QuadKernels.QUERIES;

  private final LaneKernels lanes;
  private final QuadKernels quads;
  private final PageFinder pages = new PageFinder();
  private int[] rowAt = new int[0];
  private float[] copies = new float[0];
  private float[] keyLanes = new float[0];
  private float[] values = new float[0];
  private final float[] scores = new float[QUERIES * QuadKernels.STRIDE];

  /** On these kernels. */
  QuadAttention(LaneKernels kernels) {
    lanes = kernels;
    quads = kernels.quads();
  }

  /**
   * Meets all keys of a batch with its tiles' queries.
   *
   * @param keyRows finds where the batch's keys and values lie
   * @param rows the batch's queries; takes its weighted sums
   * @param states for each tile its maxima and its sums of weights
   * @param whole whether the queries see no other keys: then weighted sums become outputs, tile by
   *     tile as long as they are in the first-level cache
   */
  void meet(
      AttentionCall call,
      TileBatch batch,
      RowFinder keyRows,
      int kvHead,
      BatchRows rows,
      SoftmaxState[] states,
      boolean whole) {
    KeyPanels panels = batch.quads().panels();
    reserve(panels, call.d(), call.dv());
    fetch(call, keyRows, kvHead, panels);
    for (int t = 0; t < batch.count(); t++) {
      QuadShape shape = batch.quads().shapes()[t];
      if (shape == null) {
        for (int lane = 0; lane < batch.queries(t).count(); lane++) {
          rows.clear(t, lane);
        }
        continue;
      }
      int number = batch.quads().firstKeys()[t];
      for (int quad = 0; quad < QuadLanes.QUADS; ) {
        quad = meet(call, shape, quad, number, panels, rows, t, states[t]);
      }
      if (whole) {
        rows.normalise(t, batch.queries(t).count(), states[t]);
      }
    }
  }

  /** Fetches the keys and values that the last batch has not met. */
  private void fetch(AttentionCall call, RowFinder finder, int kvHead, KeyPanels panels) {
    FloatBuffer keys = call.keyValues().keys(kvHead);
    FloatBuffer valuesOfHead = call.keyValues().values(kvHead);
    int first = panels.firstKey(panels.firstNew());
    int count = panels.firstKey(panels.count()) - first;
    int[] rows = finder.find(first, count);
    pages.find(keys, rows, 0, count, call.d());
    pages.find(valuesOfHead, rows, 0, count, call.dv());
    for (int panel = panels.firstNew(), from = 0; panel < panels.count(); panel++) {
      layKeys(keys, rows, from, call.d(), panels, panel);
      layValues(valuesOfHead, rows, from, call.dv(), panels, panel);
      from += panels.firstKey(panel + 1) - panels.firstKey(panel);
    }
  }

  private void reserve(KeyPanels panels, int d, int dv) {
    int width = panels.ringSize() * panels.width();
    // A vector may begin at the last key.
    if (keyLanes.length < d * width + LANES) {
      keyLanes = new float[d * width + LANES];
    }
    if (values.length < dv * width) {
      values = new float[dv * width];
    }
    if (rowAt.length < panels.width()) {
      rowAt = new int[panels.width()];
    }
    if (copies.length < d * panels.width()) {
      copies = new float[d * panels.width()];
    }
  }

  /**
   * Puts the keys of a panel side by side in the order of their places. They are copied before, on
   * the heap too: a copy waits for many rows at once.
   */
  private void layKeys(
      FloatBuffer source, int[] rows, int from, int d, KeyPanels panels, int panel) {
    int first = panels.firstKey(panel);
    int count = panels.firstKey(panel + 1) - first;
    int begin = panels.ringPlace(panel) * d * panels.width();
    Rows.copy(source, rows, from, count, d, copies, 0);
    for (int i = 0; i < count; i++) {
      rowAt[panels.places()[first + i] - begin] = i * d;
    }
    int[] featureAt = LaneTiles.evenly(begin, panels.width(), d);
    LaneTiles.transpose(copies, rowAt, count, d, keyLanes, featureAt);
  }

  /**
   * Copies the values of a panel, wherever they lie: the rows of an image that is a power of two
   * wide would push one another out of the cache.
   */
  private void layValues(
      FloatBuffer source, int[] rows, int from, int dv, KeyPanels panels, int panel) {
    int first = panels.firstKey(panel);
    int count = panels.firstKey(panel + 1) - first;
    Rows.copy(source, rows, from, count, dv, values, panels.rows()[first] * dv);
  }

  /**
   * Meets the keys of as many quads as have room for their scores: what neighbours share of keys,
   * and then of values, stays in the first-level cache. Returns the first quad that is left.
   */
  private int meet(
      AttentionCall call,
      QuadShape shape,
      int firstQuad,
      int number,
      KeyPanels panels,
      BatchRows rows,
      int t,
      SoftmaxState state) {
    int first = shape.firstVector(firstQuad);
    int end = firstQuad + 1;
    while (end < QuadLanes.QUADS && shape.firstVector(end + 1) - first <= QuadKernels.VECTORS) {
      end++;
    }
    for (int quad = firstQuad; quad < end; quad++) {
      int vector = shape.firstVector(quad);
      quads.scores(
          rows.queries(),
          rows.queryAt(t),
          shape.lanes(),
          quad * QUERIES,
          call.d(),
          keyLanes,
          panels.width(),
          shape.vectorPlaces(),
          vector,
          shape.firstVector(quad + 1) - vector,
          panels.places()[number],
          scores,
          (vector - first) * LANES);
    }
    ScoreOptions options = call.options();
    if (options.softCap() > 0) {
      // What is left of other quads is capped once more, to no effect.
      lanes.softCap(scores, 0, scores.length, options.softCap() / options.scale());
    }
    for (int quad = firstQuad; quad < end; quad++) {
      int vector = shape.firstVector(quad);
      quads.softmaxStep(
          scores,
          (vector - first) * LANES,
          shape.firstVector(quad + 1) - vector,
          options.scale() * Log2.E,
          shape.seen(),
          QUERIES * vector,
          state.maximum,
          state.sum,
          shape.lanes(),
          quad * QUERIES);
    }
    for (int quad = firstQuad; quad < end; quad++) {
      int vector = shape.firstVector(quad);
      int key = shape.firstKey(quad);
      quads.weigh(
          scores,
          (vector - first) * LANES,
          shape.weights(),
          values,
          shape.valueRows(),
          key,
          shape.firstKey(quad + 1) - key,
          panels.rows()[number],
          call.dv(),
          rows.outputs(),
          rows.outputAt(t),
          state.sum,
          shape.lanes(),
          quad * QUERIES);
    }
    return end;
  }
}
