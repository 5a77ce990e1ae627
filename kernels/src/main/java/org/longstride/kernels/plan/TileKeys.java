package org.longstride.kernels.plan;

import java.util.Arrays;
import java.util.List;
import org.longstride.kernels.pattern.KeyLanes;
import org.longstride.kernels.pattern.QueryTile;
import org.longstride.kernels.pattern.Sequence;
import org.longstride.kernels.pattern.Term;

/**
 * The keys that a tile of queries meets, and for each the lanes that see it. Its memory is used
 * again for the next tile.
 */
public final class TileKeys {

  /**
   * Keys that are asked for at once where one is no run with the next: as many as a window's edge
   * has, behind which its queries see the same.
   */
  private static final int SINGLE = QueryTile.SIZE;

  private final ReachedKeys reached = new ReachedKeys();
  private final KeyRuns keys = new KeyRuns();
  private final LaneRuns seers = new LaneRuns();
  private final long[] lanesOfEach = new long[SINGLE];

  private Pass pass;
  private Sequence sequence;
  private QueryTile queries;
  private long all;

  /** The first key that a causal sequence hides from a query of the tile. */
  private int clipped;

  /** Lists the keys that the tile meets in the pass. */
  public void list(Pass pass, Sequence sequence, QueryTile tile) {
    boolean repeats = repeats(pass, sequence, tile);
    int shift = repeats ? tile.first() - queries.first() : 0;
    this.pass = pass;
    this.sequence = sequence;
    queries = tile;
    if (repeats) {
      keys.shift(shift);
    } else {
      listAnew();
    }
  }

  /** Whether the tile meets what the last one did, as much further along as it is itself. */
  private boolean repeats(Pass pass, Sequence sequence, QueryTile tile) {
    if (pass != this.pass || !sequence.equals(this.sequence) || !tile.isShifted(queries)) {
      return false;
    }
    int shift = tile.first() - queries.first();
    return repeat(pass.terms(), shift) && repeat(pass.earlier(), shift);
  }

  private boolean repeat(List<Term> terms, int shift) {
    for (Term term : terms) {
      if (!term.repeats(sequence, queries, shift)) {
        return false;
      }
    }
    return true;
  }

  private void listAnew() {
    keys.clear();
    seers.clear();
    all = queries.lanes();
    clipped = sequence.causal() ? queries.first() + 1 : sequence.length();
    KeyLanes terms = TermUnion.of(pass.terms(), sequence, queries);
    KeyLanes earlier = TermUnion.of(pass.earlier(), sequence, queries);
    boolean first = pass.earlier().isEmpty();
    boolean whole = first && terms.allSeeAll();
    reached.collect(pass.terms(), sequence, queries, whole ? clipped : 0);
    int range = whole ? appendWhole() : 0;
    for (; range < reached.count(); range++) {
      int step = reached.step(range);
      int to = reached.to(range);
      for (int key = reached.from(range); key < to; ) {
        long behind = terms.endOfRun(key);
        int size;
        if (behind == key + 1L && first) {
          size = Math.min(SINGLE, steps(key, to, step));
          terms.lanes(key, size, step, lanesOfEach, 0);
          appendEach(key, size, step);
        } else {
          long end = Math.min(to, Math.min(behind, earlier.endOfRun(key)));
          end = key < clipped ? Math.min(end, clipped) : Math.min(end, key + (long) SINGLE);
          size = steps(key, (int) end, step);
          append(key, size, step, terms.lanes(key) & ~earlier.lanes(key));
        }
        key += size * step;
      }
    }
  }

  /** How many keys there are, {@code from} among them. */
  private static int steps(int from, int to, int step) {
    return step == 1 ? to - from : (to - from - 1) / step + 1;
  }

  /** Appends keys that are not hidden from any lane, or few that are, and that some lanes see. */
  private void append(int from, int size, int step, long lanes) {
    if (lanes == 0) {
      return;
    }
    if (from < clipped) {
      keys.append(from, size, step);
      seers.append(size, lanes == all ? -1L : lanes);
    } else {
      Arrays.fill(lanesOfEach, 0, size, lanes);
      appendEach(from, size, step);
    }
  }

  /** Appends ranges that all lanes see, as far as they do; returns the first that is left. */
  private int appendWhole() {
    int range = 0;
    int size = 0;
    while (range < reached.count() && reached.to(range) <= clipped) {
      int keysOfRange = reached.size(range);
      int width = reached.width(range);
      if (width > 1) {
        keys.appendRows(reached.from(range), width, keysOfRange / width, reached.step(range));
      } else if (keysOfRange > 0) {
        keys.append(reached.from(range), keysOfRange, reached.step(range));
      }
      size += keysOfRange;
      range++;
    }
    if (size > 0) {
      seers.append(size, -1L);
    }
    return range;
  }

  /** Appends those of many keys that any lane sees: each has lanes of its own. */
  private void appendEach(int from, int size, int step) {
    for (int i = 0; i < size; i++) {
      int key = from + i * step;
      long lanes = lanesOfEach[i];
      if (key >= clipped) {
        lanes &= queries.lanes(key, Long.MAX_VALUE);
      }
      lanesOfEach[i] = lanes == all ? -1L : lanes;
    }
    for (int i = 0; i < size; i++) {
      int begin = i;
      while (i < size && lanesOfEach[i] != 0) {
        i++;
      }
      if (begin < i) {
        keys.append(from + begin * step, i - begin, step);
        seers.append(lanesOfEach, begin, i);
      }
    }
  }

  /** The keys, ascending. */
  public KeyRuns keys() {
    return keys;
  }

  /**
   * For each key the lanes whose query sees it. All bits are set, those of lanes past the tile's
   * count too, where every query does.
   */
  public LaneRuns lanes() {
    return seers;
  }
}
