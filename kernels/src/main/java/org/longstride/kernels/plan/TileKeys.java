package org.longstride.kernels.plan;

import java.util.Arrays;
import java.util.List;
import org.longstride.kernels.pattern.KeyLanes;
import org.longstride.kernels.pattern.KeyRanges;
import org.longstride.kernels.pattern.QueryTile;
import org.longstride.kernels.pattern.Sequence;
import org.longstride.kernels.pattern.Term;

/**
 * The keys that a tile of queries meets, ascending, and for each the lanes that see it. Its arrays
 * are used again for the next tile.
 */
public final class TileKeys implements KeyRanges {

  private Sequence sequence;
  private QueryTile queries;
  private long[] ranges = new long[48];
  private long[] order = new long[16];
  private int rangeCount;
  private int[] keys = new int[1024];
  private long[] visible = new long[1024];
  private int count;

  /** Lists the keys that the tile meets in the pass. */
  public void list(Pass pass, Sequence sequence, QueryTile queries) {
    this.sequence = sequence;
    this.queries = queries;
    rangeCount = 0;
    count = 0;
    for (Term term : pass.terms()) {
      term.reach(sequence, queries, this);
    }
    collect();
    keepVisible(pass);
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

  @Override
  public void add(long from, long to, int step) {
    long end = Math.min(to, sequence.length());
    if (sequence.causal()) {
      end = Math.min(end, queries.last() + 1L);
    }
    long start = from >= 0 ? from : Math.floorMod(from, (long) step);
    if (start >= end) {
      return;
    }
    if (3 * rangeCount + 3 > ranges.length) {
      ranges = Arrays.copyOf(ranges, 2 * ranges.length);
    }
    ranges[3 * rangeCount] = start;
    ranges[3 * rangeCount + 1] = end;
    ranges[3 * rangeCount + 2] = step;
    rangeCount++;
  }

  /**
   * Writes the ranges' keys, ascending and each once. The ranges are taken by their first key; the
   * keys themselves are sorted only where ranges with steps reach into one another.
   */
  private void collect() {
    sortRanges();
    boolean ascending = true;
    boolean dense = true;
    for (int i = 0; i < rangeCount; i++) {
      int range = 3 * (int) order[i];
      long start = ranges[range];
      long end = ranges[range + 1];
      long step = ranges[range + 2];
      dense &= step == 1;
      if (dense && count > 0) {
        start = Math.max(start, keys[count - 1] + 1L);
      }
      reserve(Math.toIntExact(count + Math.max(0, end - start + step - 1) / step));
      for (long key = start; key < end; key += step) {
        ascending &= count == 0 || keys[count - 1] < key;
        keys[count++] = (int) key;
      }
    }
    if (!ascending) {
      Arrays.sort(keys, 0, count);
      int distinct = 1;
      for (int i = 1; i < count; i++) {
        if (keys[i] != keys[distinct - 1]) {
          keys[distinct++] = keys[i];
        }
      }
      count = distinct;
    }
  }

  /** Orders the ranges by their first key: it stands above the range's number in each element. */
  private void sortRanges() {
    if (order.length < rangeCount) {
      order = new long[ranges.length / 3];
    }
    boolean ascending = true;
    for (int range = 0; range < rangeCount; range++) {
      order[range] = ranges[3 * range] << 32 | range;
      ascending &= range == 0 || order[range - 1] < order[range];
    }
    if (!ascending) {
      Arrays.sort(order, 0, rangeCount);
    }
  }

  private void reserve(int size) {
    if (size > keys.length) {
      int capacity = Math.max(size, keys.length + keys.length / 2);
      keys = Arrays.copyOf(keys, capacity);
      visible = new long[capacity];
    }
  }

  private void keepVisible(Pass pass) {
    long all = queries.lanes(queries.first(), queries.last() + 1L);
    KeyLanes[] terms = lanes(pass.terms());
    KeyLanes[] earlier = lanes(pass.earlier());
    int kept = 0;
    for (int i = 0; i < count; i++) {
      int key = keys[i];
      long lanes = union(terms, key);
      if (sequence.causal()) {
        lanes &= queries.lanes(key, Long.MAX_VALUE);
      }
      if (lanes != 0) {
        lanes &= ~union(earlier, key);
      }
      if (lanes != 0) {
        keys[kept] = key;
        visible[kept++] = lanes == all ? -1L : lanes;
      }
    }
    count = kept;
  }

  private KeyLanes[] lanes(List<Term> terms) {
    KeyLanes[] lanes = new KeyLanes[terms.size()];
    for (int i = 0; i < lanes.length; i++) {
      lanes[i] = terms.get(i).lanes(sequence, queries);
    }
    return lanes;
  }

  private static long union(KeyLanes[] terms, int key) {
    long lanes = 0;
    for (KeyLanes term : terms) {
      lanes |= term.lanes(key);
    }
    return lanes;
  }
}
