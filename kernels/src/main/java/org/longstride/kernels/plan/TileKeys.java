package org.longstride.kernels.plan;

import java.util.Arrays;
import org.longstride.kernels.pattern.KeyLanes;
import org.longstride.kernels.pattern.QueryTile;
import org.longstride.kernels.pattern.Sequence;

/**
 * The keys that a tile of queries meets, ascending, and for each the lanes that see it. Its arrays
 * are used again for the next tile.
 */
public final class TileKeys {

  /**
   * Keys that are asked for at once where one is no run with the next: as many as a window's edge
   * has, behind which its queries see the same.
   */
  private static final int SINGLE = QueryTile.SIZE;

  private final ReachedKeys reached = new ReachedKeys();
  private int[] keys = new int[1024];
  private long[] visible = new long[1024];
  private int[] runs = new int[1024];
  private int count;
  private int runCount;
  private long visiblePairs;

  /** Lists the keys that the tile meets in the pass. */
  public void list(Pass pass, Sequence sequence, QueryTile queries) {
    count = 0;
    runCount = 0;
    visiblePairs = 0;
    reached.collect(pass.terms(), sequence, queries);
    reserve(reached.size());
    KeyLanes terms = TermUnion.of(pass.terms(), sequence, queries);
    KeyLanes earlier = TermUnion.of(pass.earlier(), sequence, queries);
    long all = queries.lanes();
    int clipped = sequence.causal() ? queries.first() + 1 : sequence.length();
    for (int range = 0; range < reached.count(); range++) {
      int step = reached.step(range);
      int to = reached.to(range);
      for (int key = reached.from(range); key < to; ) {
        long behind = terms.endOfRun(key);
        if (behind == key + 1L && pass.earlier().isEmpty()) {
          int single = Math.min(SINGLE, (to - key - 1) / step + 1);
          appendEach(terms, key, single, step, queries, clipped);
          key += single * step;
          continue;
        }
        long lanes = terms.lanes(key) & ~earlier.lanes(key);
        int end = (int) Math.min(to, Math.min(behind, earlier.endOfRun(key)));
        if (key < clipped) {
          end = Math.min(end, clipped);
        } else {
          lanes &= queries.lanes(key, Long.MAX_VALUE);
          end = key + 1;
        }
        int size = step == 1 ? end - key : (end - key - 1) / step + 1;
        if (lanes != 0) {
          append(key, size, step, lanes == all ? -1L : lanes);
        }
        key += size * step;
      }
    }
  }

  /** Appends those of many keys that any lane sees: terms are asked for all at once. */
  private void appendEach(
      KeyLanes terms, int from, int size, int step, QueryTile queries, int clipped) {
    long all = queries.lanes();
    int first = count;
    terms.lanes(from, size, step, visible, first);
    for (int i = 0; i < size; i++) {
      int key = from + i * step;
      long lanes = visible[first + i];
      if (key >= clipped) {
        lanes &= queries.lanes(key, Long.MAX_VALUE);
      }
      if (lanes != 0) {
        append(key, 1, 1, lanes == all ? -1L : lanes);
      }
    }
  }

  private void append(int from, int size, int step, long lanes) {
    visiblePairs += (long) size * Long.bitCount(lanes);
    if (count == 0 || keys[count - 1] + 1 < from) {
      beginRun(count);
    }
    for (int i = 1; i < size && step > 1; i++) {
      beginRun(count + i);
    }
    for (int i = 0; i < size; i++) {
      keys[count + i] = from + i * step;
      visible[count + i] = lanes;
    }
    count += size;
  }

  private void beginRun(int at) {
    if (runCount == runs.length) {
      runs = Arrays.copyOf(runs, 2 * runCount);
    }
    runs[runCount++] = at;
  }

  private void reserve(int size) {
    if (size > keys.length) {
      int capacity = size + size / 4;
      keys = new int[capacity];
      visible = new long[capacity];
    }
  }

  /** Keys in the list. */
  public int count() {
    return count;
  }

  /** The keys, ascending; the first {@link #count()} are of use. */
  public int[] keys() {
    return keys;
  }

  /**
   * For each key a bit per lane whose query sees it. All bits are set, those of lanes past the
   * tile's count too, where every query does.
   */
  public long[] visible() {
    return visible;
  }

  /** Bits that are set in {@link #visible()}. */
  public long visiblePairs() {
    return visiblePairs;
  }

  /** Runs of keys that follow one another without a gap. */
  public int runs() {
    return runCount;
  }

  /** Where a run begins in the list; of {@link #runs()} where the last ends. */
  public int run(int run) {
    return run < runCount ? runs[run] : count;
  }
}
