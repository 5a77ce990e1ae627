package org.longstride.kernels.attention;

import org.longstride.kernels.vector.LaneKernels;
import org.longstride.kernels.vector.LaneTiles;
import org.longstride.kernels.vector.QuadKernels;

/**
 * Tiles meet their keys quad by quad: four queries and the keys that one of them sees. Queries,
 * outputs and values are rows; the batch's keys are turned into lanes once.
 */
final class QuadAttention {

  private static final int LANES = QuadKernels.LANES;
  private static final int QUERIES = QuadKernels.QUERIES;

  private final LaneKernels lanes;
  private final QuadKernels quads;
  private final FetchedRows keys = new FetchedRows();
  private final FetchedRows values = new FetchedRows();
  private final int[] queryAt = new int[QUERIES];
  private final int[] outAt = new int[QUERIES];
  private int[] rowAt = new int[0];
  private float[] keyLanes = new float[0];
  private float[] scores = new float[0];

  /** On these kernels. */
  QuadAttention(LaneKernels kernels) {
    lanes = kernels;
    quads = kernels.quads();
  }

  /**
   * Meets all keys of a batch with its tiles' queries.
   *
   * @param layout the batch as quads
   * @param queries the batch's queries as rows
   * @param states for each tile what it has gathered; its weighted sums become rows {@code [64,
   *     dv]}
   */
  void meet(
      AttentionCall call,
      TileBatch batch,
      QuadLayout layout,
      int kvHead,
      BatchRows queries,
      SoftmaxState[] states) {
    int count = batch.met().count();
    int[] rows = batch.met().rows();
    keys.take(call.keyValues().keys(kvHead), rows, 0, count, call.d());
    turn(call.d(), count, layout);
    values.copy(call.keyValues().values(kvHead), rows, 0, count, call.dv());
    for (int t = 0; t < batch.count(); t++) {
      QuadShape shape = layout.shape(t);
      if (shape != null) {
        int number = batch.numbers(t)[0];
        for (int quad = 0; quad < QuadLanes.QUADS; quad++) {
          meet(call, shape, quad, number, layout, queries, t, states[t]);
        }
      }
    }
  }

  /** Puts the keys side by side in the order of their places. */
  private void turn(int d, int count, QuadLayout layout) {
    int width = layout.width();
    keyLanes = keyLanes.length < d * width ? new float[d * width] : keyLanes;
    rowAt = rowAt.length < count ? new int[count + count / 2] : rowAt;
    for (int i = 0; i < count; i++) {
      rowAt[layout.places()[i]] = keys.offsets()[i];
    }
    LaneTiles.transpose(keys.array(), rowAt, count, d, keyLanes, LaneTiles.evenly(0, width, d));
  }

  private void meet(
      AttentionCall call,
      QuadShape shape,
      int quad,
      int number,
      QuadLayout layout,
      BatchRows queries,
      int t,
      SoftmaxState state) {
    int first = shape.firstVector(quad);
    int count = shape.firstVector(quad + 1) - first;
    if (count == 0) {
      return;
    }
    int[] members = shape.lanes(quad);
    for (int i = 0; i < QUERIES; i++) {
      queryAt[i] = queries.at(t)[members[i]];
      outAt[i] = members[i] * call.dv();
    }
    int stride = count * LANES;
    scores = scores.length < QUERIES * stride ? new float[2 * QUERIES * stride] : scores;
    quads.scores(
        queries.rows(),
        queryAt,
        call.d(),
        keyLanes,
        layout.width(),
        shape.vectorPlaces(),
        first,
        count,
        layout.places()[number],
        scores);
    ScoreOptions options = call.options();
    if (options.softCap() > 0) {
      lanes.softCap(scores, QUERIES * stride, options.softCap() / options.scale());
    }
    quads.softmaxStep(
        scores,
        count,
        options.scale() * Log2.E,
        shape.seen(),
        QUERIES * first,
        state.maximum,
        state.sum,
        members);
    int firstKey = shape.firstKey(quad);
    quads.weigh(
        scores,
        stride,
        shape.weights(),
        values.array(),
        values.offsets(),
        shape.keys(),
        firstKey,
        shape.firstKey(quad + 1) - firstKey,
        number,
        call.dv(),
        state.weighted(),
        outAt,
        state.sum,
        members);
  }
}
