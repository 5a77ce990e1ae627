package org.longstride.kernels.plan;

import java.util.Arrays;
import org.longstride.kernels.pattern.QueryTile;
import org.longstride.kernels.pattern.Sequence;

/**
 * The keys that a tile of queries meets, ascending, and for each the lanes that see it. Its arrays
 * are used again for the next tile.
 */
public final class TileKeys {

  private final ReachedKeys reached = new ReachedKeys();
  private int[] keys = new int[1024];
  private long[] visible = new long[1024];
  private int[] runs = new int[1024];
  private int count;
  private int runCount;

  /** Lists the keys that the tile meets in the pass. */
  public void list(Pass pass, Sequence sequence, QueryTile queries) {
    count = 0;
    runCount = 0;
    reached.collect(pass.terms(), sequence, queries);
    TermUnion terms = new TermUnion(pass.terms(), sequence, queries);
    TermUnion earlier = new TermUnion(pass.earlier(), sequence, queries);
    for (int range = 0; range < reached.count(); range++) {
      int to = reached.to(range);
      int step = reached.step(range);
      for (long from = reached.from(range); from < to; ) {
        int key = (int) from;
        long lanes = terms.lanes(key) & ~earlier.lanes(key);
        long end = Math.min(to, Math.min(terms.endOfRun(), earlier.endOfRun()));
        if (sequence.causal()) {
          lanes &= queries.lanes(key, Long.MAX_VALUE);
          end = Math.min(end, Math.max(key, queries.first()) + 1L);
        }
        long next = step == 1 ? end : from + (end - from + step - 1) / step * step;
        if (lanes != 0) {
          append(key, (int) end, step, lanes == queries.lanes() ? -1L : lanes);
        }
        from = next;
      }
    }
  }

  private void append(int from, int to, int step, long lanes) {
    reserve(count + (step == 1 ? to - from : (to - from - 1) / step + 1));
    if (step > 1 || count == 0 || keys[count - 1] + 1 < from) {
      runs[runCount++] = count;
    }
    keys[count] = from;
    visible[count++] = lanes;
    for (int key = from + step; key < to; key += step) {
      if (step > 1) {
        runs[runCount++] = count;
      }
      keys[count] = key;
      visible[count++] = lanes;
    }
  }

  private void reserve(int size) {
    if (size > keys.length) {
      int capacity = Math.max(size, keys.length + keys.length / 2);
      keys = Arrays.copyOf(keys, capacity);
      visible = Arrays.copyOf(visible, capacity);
      runs = Arrays.copyOf(runs, capacity);
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

  /** Runs of keys that follow one another without a gap. */
  public int runs() {
    return runCount;
  }

  /** Where a run begins in the list; of {@link #runs()} where the last ends. */
  public int run(int run) {
    return run < runCount ? runs[run] : count;
  }
}
