package org.longstride.kernels.plan;

import java.util.Arrays;
import org.longstride.kernels.pattern.KeyRanges;
import org.longstride.kernels.pattern.QueryTile;
import org.longstride.kernels.pattern.Sequence;
import org.longstride.kernels.pattern.Term;

/**
 * The keys that a tile's terms reach, as ascending ranges that do not reach into one another. Its
 * arrays are used again for the next tile.
 */
final class ReachedKeys implements KeyRanges {

  private long end;
  private int[] starts = new int[16];
  private int[] ends = new int[16];
  private int[] steps = new int[16];
  private int count;
  private boolean ascending;

  /** Collects what the terms reach. */
  void collect(Iterable<Term> terms, Sequence sequence, QueryTile queries) {
    end = sequence.causal() ? queries.last() + 1L : sequence.length();
    clear();
    for (Term term : terms) {
      term.reach(sequence, queries, this);
    }
    if (!ascending) {
      sortRanges();
    }
    if (!separate()) {
      sortKeys();
      separate();
    }
  }

  private void clear() {
    count = 0;
    ascending = true;
  }

  @Override
  public void add(long from, long to, int step) {
    long start = from >= 0 ? from : Math.floorMod(from, (long) step);
    long behind = Math.min(to, end);
    if (start >= behind) {
      return;
    }
    if (count == starts.length) {
      starts = Arrays.copyOf(starts, 2 * count);
      ends = Arrays.copyOf(ends, 2 * count);
      steps = Arrays.copyOf(steps, 2 * count);
    }
    ascending &= count == 0 || starts[count - 1] <= start;
    starts[count] = (int) start;
    ends[count] = (int) behind;
    // A single key has no step, so that no key and its step reach behind the largest number.
    steps[count++] = step < behind - start ? step : 1;
  }

  /** Orders the ranges by their first key: it stands above the range's number in each element. */
  private void sortRanges() {
    long[] order = new long[count];
    for (int range = 0; range < count; range++) {
      order[range] = (long) starts[range] << 32 | range;
    }
    Arrays.sort(order);
    int[] unordered = ends.clone();
    int[] unorderedSteps = steps.clone();
    for (int range = 0; range < count; range++) {
      starts[range] = (int) (order[range] >>> 32);
      ends[range] = unordered[(int) order[range]];
      steps[range] = unorderedSteps[(int) order[range]];
    }
  }

  /**
   * Lets each range begin behind those before it; returns whether that was possible: a range with
   * steps stays as it is, and so does what follows it.
   */
  private boolean separate() {
    boolean dense = true;
    int behind = 0;
    for (int range = 0; range < count; range++) {
      dense &= steps[range] == 1;
      if (starts[range] < behind) {
        if (!dense) {
          return false;
        }
        starts[range] = behind;
      }
      behind = Math.max(behind, ends[range]);
    }
    return true;
  }

  /** Keys of a range. */
  int size(int range) {
    int length = Math.max(0, ends[range] - starts[range]);
    return steps[range] == 1 ? length : (length - 1) / steps[range] + 1;
  }

  /** Makes new ranges of the keys, each once. */
  private void sortKeys() {
    int length = 0;
    for (int range = 0; range < count; range++) {
      length += size(range);
    }
    int[] keys = new int[length];
    int next = 0;
    for (int range = 0; range < count; range++) {
      for (int key = starts[range]; key < ends[range]; key += steps[range]) {
        keys[next++] = key;
      }
    }
    Arrays.sort(keys);
    clear();
    for (int i = 0; i < length; i = next) {
      next = i + 1;
      while (next < length && keys[next] <= keys[next - 1] + 1) {
        next++;
      }
      add(keys[i], keys[next - 1] + 1L, 1);
    }
  }

  /** How many ranges there are; some may be empty. */
  int count() {
    return count;
  }

  /** A range's first key. */
  int from(int range) {
    return starts[range];
  }

  /** Behind a range's last key. */
  int to(int range) {
    return ends[range];
  }

  /** The distance of a range's keys. */
  int step(int range) {
    return steps[range];
  }
}
