package org.longstride.kernels.attention;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.longstride.kernels.attention.InterleavedBatch.Group;
import org.longstride.kernels.vector.CacheLines;
import org.longstride.kernels.vector.InterleavedKernels;
import org.longstride.kernels.vector.LaneKernels;
import org.longstride.kernels.vector.Lanes;

/**
 * Tiles of the same shape meet their keys side by side, one in each lane. So neighbours in memory
 * are neighbours in a vector: rows are fetched as they lie, and no tile's rows are picked out from
 * among the others'.
 */
final class InterleavedAttention {

  private static final int LANES = InterleavedKernels.LANES;
  private static final int WIDTH = InterleavedKernels.WIDTH;
  private static final int KEY = InterleavedKernels.KEY;
  private static final int PLANE = InterleavedKernels.PLANE;
  private static final int SPARE = InterleavedKernels.SPARE;

  /** Keys of a tile that are fetched at a time: with 64 features, half a mebibyte of them. */
  private static final int RANGE = 128;

  /** Keys of a tile that are read ahead: with 64 features, a first-level cache full of them. */
  private static final int AHEAD = 8;

  /** From a plane of a range's keys to the next. */
  private static final int PLANE_SIZE = (RANGE + SPARE) * KEY;

  private static final Lanes ALL = Lanes.all(WIDTH);

  private final LaneKernels lanes;
  private final InterleavedKernels kernels;
  private final RowPrefetcher prefetcher = new RowPrefetcher();
  private final RowTurner turner = new RowTurner();
  private final int[] tokens = new int[WIDTH];
  private final long[] visible = new long[RANGE];
  private final float[] rescale = new float[WIDTH];
  private SoftmaxState[] states = new SoftmaxState[0];

  /** Queries, scores, keys and values, in this order; all begin with a line of the cache. */
  private float[] floats = new float[0];

  private int scores;
  private int keys;
  private int values;
  private Lanes features = Lanes.all(0);

  /** On these kernels. */
  InterleavedAttention(LaneKernels kernels) {
    lanes = kernels;
    this.kernels = kernels.interleaved();
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
      InterleavedBatch batch,
      RowFinder finder,
      int head,
      boolean withSink,
      StateSink out) {
    int ranges = Math.max(1, (batch.keys() + RANGE - 1) / RANGE);
    Group[] groups = batch.groups();
    reserve(call, ranges == 1 ? 1 : groups.length);
    for (int range = 0; range < ranges; range++) {
      int from = range * RANGE;
      int to = Math.min(batch.keys(), from + RANGE);
      fetch(call, finder, call.plan().kvHead(head), from, to - from);
      for (int g = 0; g < groups.length; g++) {
        int place = ranges == 1 ? 0 : g;
        int queries = CacheLines.FIRST + place * call.d() * WIDTH;
        if (range == 0) {
          begin(call, groups[g], head, withSink, queries, states[place]);
        }
        meet(call, groups[g], from, to, queries, states[place]);
        if (range == ranges - 1) {
          out.take(groups[g].queries(), states[place]);
        }
      }
    }
    turner.release();
  }

  private void reserve(AttentionCall call, int places) {
    int d = call.d();
    features = Lanes.holding(call.dv());
    scores = CacheLines.FIRST + places * d * WIDTH;
    keys = scores + (RANGE + SPARE) * WIDTH;
    values = keys + planes(d) * PLANE_SIZE;
    int end = values + RANGE * LANES * features.width();
    if (floats.length < end) {
      floats = CacheLines.allocate(end);
    }
    if (states.length < places) {
      int known = states.length;
      states = Arrays.copyOf(states, places);
      Arrays.setAll(states, p -> p < known ? states[p] : new SoftmaxState());
    }
  }

  private static int planes(int d) {
    return (d + PLANE - 1) / PLANE;
  }

  /** Fetches the keys and values of a range. */
  private void fetch(AttentionCall call, RowFinder finder, int kvHead, int from, int count) {
    int d = call.d();
    FloatBuffer keysOfHead = call.keyValues().keys(kvHead);
    FloatBuffer valuesOfHead = call.keyValues().values(kvHead);
    int[] found = finder.find(from * LANES, count * LANES);
    int width = features.width();
    for (int key = 0; key < count; key += AHEAD) {
      int row = key * LANES;
      int end = Math.min(count, key + AHEAD);
      int rows = (end - key) * LANES;
      prefetcher.read(keysOfHead, found, row, rows, d);
      layKeys(keysOfHead, found, key, end, d);
      prefetcher.read(valuesOfHead, found, row, rows, call.dv());
      Rows.copyApart(
          valuesOfHead, found, row, rows, call.dv(), floats, values + row * width, width);
    }
  }

  /** Puts some keys of a range side by side. */
  private void layKeys(FloatBuffer source, int[] found, int from, int to, int d) {
    for (int key = from; key < to; key++) {
      turner.take(source, found, key * LANES, LANES, d);
      for (int c = 0, at = keys + key * KEY; c < d; c += PLANE, at += PLANE_SIZE) {
        turner.turn(c, Math.min(PLANE, d - c), floats, at, LANES);
      }
    }
  }

  /** Loads a group's queries into lanes, and begins with what it gathers. */
  private void begin(
      AttentionCall call,
      Group group,
      int head,
      boolean withSink,
      int queries,
      SoftmaxState state) {
    int d = call.d();
    Optional<FloatBuffer> source = call.queries().rows(head);
    if (source.isPresent()) {
      int count = group.queries().count();
      group.queries().copy(tokens, 0);
      prefetcher.read(source.get(), tokens, 0, count, d);
      for (int lane = 0; lane < count; lane += LANES) {
        turner.take(source.get(), tokens, lane, LANES, d);
        turner.turn(0, d, floats, queries + lane, WIDTH);
      }
    } else {
      call.queries().load(head, group.queries(), floats, queries);
    }
    // Of those that see keys, the first weighted sums take the place of what was there.
    state.begin(call, head, withSink, group.from() == group.to());
  }

  /** Meets those keys of a range that the group sees. */
  private void meet(
      AttentionCall call, Group group, int first, int end, int queries, SoftmaxState state) {
    int from = Math.max(first, group.from());
    int count = Math.min(end, group.to()) - from;
    if (count <= 0) {
      return;
    }
    ScoreOptions options = call.options();
    int key = keys + (from - first) * KEY;
    for (int c = 0; c < call.d(); c += PLANE, key += PLANE_SIZE) {
      int depth = Math.min(PLANE, call.d() - c);
      kernels.scores(floats, queries + c * WIDTH, floats, key, count, depth, floats, scores, c > 0);
    }
    options.cap(lanes, floats, scores, count * WIDTH);
    boolean rescaled =
        lanes.softmaxStep(
            floats,
            scores,
            0,
            count,
            ALL,
            options.scale() * Log2.E,
            visible(group, from, count),
            state.maximum,
            state.sum,
            rescale);
    if (rescaled && state.hasMet()) {
      state.rescale(lanes, rescale);
    }
    int value = values + (from - first) * LANES * features.width();
    kernels.weigh(
        floats, scores, count, floats, value, features, state.weighted(), 0, state.hasMet());
    state.meet();
  }

  /** For some of a group's keys the lanes that see each; null: all do. */
  private long[] visible(Group group, int from, int count) {
    int whole = Math.min(count, Math.max(0, group.whole() - from));
    if (whole == count) {
      return null;
    }
    Arrays.fill(visible, 0, whole, -1L);
    int skip = from + whole - group.whole();
    System.arraycopy(group.visible(), skip, visible, whole, count - whole);
    return visible;
  }
}
