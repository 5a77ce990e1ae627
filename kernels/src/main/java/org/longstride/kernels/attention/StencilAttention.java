package org.longstride.kernels.attention;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.longstride.kernels.attention.StencilBatch.Group;
import org.longstride.kernels.attention.StencilShape.Half;
import org.longstride.kernels.vector.CacheLines;
import org.longstride.kernels.vector.LaneKernels;
import org.longstride.kernels.vector.Lanes;
import org.longstride.kernels.vector.StencilKernels;

/**
 * Neighbouring queries meet the keys that lie as far from each of them, point by point of a
 * stencil. Keys are turned into lanes once; what two batches in turn both meet is fetched once.
 */
final class StencilAttention {

  private static final int LANES = StencilKernels.LANES;
  private static final int WIDTH = StencilKernels.WIDTH;

  private static final Lanes[] HALVES = {
    new Lanes(0, WIDTH / 2, WIDTH), new Lanes(WIDTH / 2, WIDTH, WIDTH)
  };

  private final LaneKernels lanes;
  private final StencilKernels kernels;
  private final RowPrefetcher prefetcher = new RowPrefetcher();
  private final RowTurner turner = new RowTurner();
  private final float[] rescale = new float[WIDTH];
  private final SoftmaxState state = new SoftmaxState();

  /** The queries of all groups, in the order of memory. */
  private int[] asked = new int[0];

  /** The queries of a group. */
  private final int[] tokens = new int[WIDTH];

  /** The same as rows, where nobody else has them so. */
  private float[] rows = new float[0];

  /** The rows of a panel's keys and values, in the order of their places. */
  private int[] inPlace = new int[0];

  /** Queries and scores, in this order; both begin with a line of the cache. */
  private float[] floats = new float[0];

  private int scores;

  /** The panels' keys; a vector may begin before the first and end behind the last. */
  private float[] keys = new float[0];

  /** The panels' values, each between as many rows of zeros as a vector has lanes. */
  private float[] values = new float[0];

  private Lanes features = Lanes.all(0);

  /** On these kernels. */
  StencilAttention(LaneKernels kernels) {
    lanes = kernels;
    this.kernels = kernels.stencils();
  }

  /**
   * Meets all keys of a batch with its queries.
   *
   * @param finder finds where the batch's keys and values lie
   * @param withSink whether the head's sink is counted, if it has one
   * @param out takes the results, group by group
   */
  void meet(
      AttentionCall call,
      StencilBatch batch,
      RowFinder finder,
      int head,
      boolean withSink,
      StateSink out) {
    reserve(batch, call.d(), call.dv());
    fetch(call, finder, call.plan().kvHead(head), batch.panels());
    prefetch(call, head, batch.groups());
    for (Group group : batch.groups()) {
      state.begin(call, head, withSink, group.shape() == null);
      if (group.shape() != null) {
        load(call, head, group.steps());
        meet(call, group, batch.panels());
        if (!group.steps().areWhole()) {
          state.pick(group.steps().lanes());
        }
      }
      out.take(group.steps().queries(), state);
    }
    turner.release();
  }

  private void reserve(StencilBatch batch, int d, int dv) {
    KeyPanels panels = batch.panels();
    features = Lanes.holding(dv);
    int points = 0;
    for (Group group : batch.groups()) {
      points = Math.max(points, group.shape() == null ? 0 : group.shape().points());
    }
    scores = CacheLines.FIRST + d * WIDTH;
    int end = scores + (points + StencilKernels.SPARE) * WIDTH;
    if (floats.length < end) {
      floats = CacheLines.allocate(end);
    }
    if (rows.length < WIDTH * d) {
      rows = new float[WIDTH * d];
    }
    if (inPlace.length < panels.width()) {
      inPlace = new int[panels.width()];
    }
    int ofKeys = panels.ringSize() * panels.width() * d + 3 * LANES;
    if (keys.length < ofKeys) {
      keys = new float[ofKeys];
    }
    int ofValues = (panels.ringSize() * panels.rowsOfPanel() + 2 * LANES) * features.width();
    if (values.length < CacheLines.FIRST + ofValues) {
      values = CacheLines.allocate(ofValues);
    }
  }

  /** Fetches the keys and values that the last batch has not met. */
  private void fetch(AttentionCall call, RowFinder finder, int kvHead, KeyPanels panels) {
    FloatBuffer keysOfHead = call.keyValues().keys(kvHead);
    FloatBuffer valuesOfHead = call.keyValues().values(kvHead);
    int first = panels.firstKey(panels.firstNew());
    int count = panels.firstKey(panels.count()) - first;
    int[] found = finder.find(first, count);
    prefetcher.read(keysOfHead, found, 0, count, call.d());
    prefetcher.read(valuesOfHead, found, 0, count, call.dv());
    int width = features.width();
    for (int panel = panels.firstNew(); panel < panels.count(); panel++) {
      int firstOfPanel = panels.firstKey(panel);
      int size = panels.firstKey(panel + 1) - firstOfPanel;
      for (int key = firstOfPanel; key < firstOfPanel + size; key++) {
        inPlace[panels.columns()[key]] = found[key - first];
      }
      layKeys(keysOfHead, size, call.d(), panels, panel);
      int row = panels.ringPlace(panel) * panels.rowsOfPanel() + LANES;
      int at = CacheLines.FIRST + row * width;
      Rows.copyApart(valuesOfHead, inPlace, 0, size, call.dv(), values, at, width);
      Arrays.fill(values, at - LANES * width, at, 0f);
      Arrays.fill(values, at + size * width, at + (size + LANES) * width, 0f);
    }
  }

  /** Puts the keys of a panel side by side in the order of their places. */
  private void layKeys(FloatBuffer source, int size, int d, KeyPanels panels, int panel) {
    int at = LANES + panels.ringPlace(panel) * d * panels.width();
    for (int key = 0; key < size; key += LANES) {
      turner.take(source, inPlace, key, Math.min(LANES, size - key), d);
      turner.turn(0, d, keys, at + key, panels.width());
    }
  }

  /** Brings queries and outputs of all groups into the cache, if they are rows, in their order. */
  private void prefetch(AttentionCall call, int head, Group[] groups) {
    Optional<FloatBuffer> queries = call.queries().rows(head);
    Optional<FloatBuffer> outputs = call.outputs().outputRows(head);
    if (queries.isEmpty() && outputs.isEmpty()) {
      return;
    }
    if (asked.length < groups.length * WIDTH) {
      asked = new int[groups.length * WIDTH];
    }
    int listed = 0;
    for (int step = 0; step < StencilKernels.STEPS; step++) {
      for (Group group : groups) {
        StencilSteps steps = group.steps();
        int end = steps.first(step + 1);
        for (int query = steps.first(step); query < end; query++) {
          asked[listed++] = steps.queries().query(query);
        }
      }
    }
    int count = listed;
    queries.ifPresent(rows -> prefetcher.read(rows, asked, 0, count, call.d()));
    outputs.ifPresent(rows -> prefetcher.read(rows, asked, 0, count, call.dv()));
  }

  /** Loads queries into lanes, step by step where they are rows or not all lanes are used. */
  private void load(AttentionCall call, int head, StencilSteps steps) {
    int d = call.d();
    Optional<FloatBuffer> source = call.queries().rows(head);
    if (source.isEmpty() && steps.areWhole()) {
      call.queries().load(head, steps.queries(), floats, CacheLines.FIRST);
      return;
    }
    if (source.isPresent()) {
      steps.queries().copy(tokens, 0);
    } else {
      call.queries().loadRows(head, steps.queries(), d, rows, floats);
      Arrays.setAll(tokens, query -> query);
    }
    FloatBuffer from = source.orElseGet(() -> FloatBuffer.wrap(rows));
    for (int step = 0; step < StencilKernels.STEPS; step++) {
      int first = steps.first(step);
      turner.take(from, tokens, first, Math.min(LANES, steps.count() - first), d);
      turner.turn(0, d, floats, CacheLines.FIRST + step * LANES, WIDTH);
    }
  }

  /** Meets the points of a group's stencil. */
  private void meet(AttentionCall call, Group group, KeyPanels panels) {
    StencilShape shape = group.shape();
    int firstKey = LANES + panels.places()[group.firstKey()];
    for (int run = 0; run < shape.runs(); run++) {
      kernels.scores(
          floats,
          CacheLines.FIRST + shape.firstLane(run),
          keys,
          firstKey + shape.place(run),
          panels.width(),
          shape.end(run) - shape.begin(run),
          shape.steps(run),
          call.d(),
          floats,
          scores + shape.begin(run) * WIDTH + shape.firstLane(run));
    }
    ScoreOptions options = call.options();
    options.cap(lanes, floats, scores, shape.points() * WIDTH);
    for (int h = 0; h < HALVES.length; h++) {
      Half half = shape.half(h);
      lanes.softmaxStep(
          floats,
          scores,
          half.from(),
          half.to(),
          HALVES[h],
          options.scale() * Log2.E,
          half.whole() ? null : shape.seers(),
          state.maximum,
          state.sum,
          rescale);
    }
    kernels.weigh(
        floats,
        scores,
        shape.rows(),
        shape.ends(),
        LANES + panels.rows()[group.firstKey()],
        values,
        CacheLines.FIRST,
        features,
        state.weighted(),
        0);
  }
}
