package org.longstride.kernels.plan;

import java.util.Arrays;
import org.longstride.kernels.pattern.KeyRanges;
import org.longstride.kernels.pattern.QueryTile;
import org.longstride.kernels.pattern.Sequence;
import org.longstride.kernels.pattern.Term;

/**
 * The keys that a tile's terms reach, as ascending ranges that do not reach into one another: of
 * keys in even steps, or of rows of keys in even steps. Its arrays are used again for the next
 * tile.
 */
final class ReachedKeys implements KeyRanges {

  private long end;

  /** Rows that end here stay together, in one range; others become ranges of their own. */
  private long endOfRows;

  private int[] starts = new int[16];
  private int[] ends = new int[16];
  private int[] steps = new int[16];
  private int[] widths = new int[16];
  private int count;
  private boolean ascending;

  /**
   * Collects what the terms reach.
   *
   * @param rowsBelow rows of keys below it may be one range
   */
  void collect(Iterable<Term> terms, Sequence sequence, QueryTile queries, int rowsBelow) {
    endOfRows = rowsBelow;
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
    // A single key has no step, so that no key and its step reach behind the largest number.
    add((int) start, (int) behind, step < behind - start ? step : 1, 1);
  }

  @Override
  public void addRows(long from, long to, int step, int width) {
    long room = Math.min(Math.min(to, end), endOfRows) - from;
    long rows = room < width || width == step ? 0 : (room - width) / step + 1;
    if (rows > 1) {
      add((int) from, (int) (from + (rows - 1) * step + width), step, width);
    } else {
      rows = 0;
    }
    KeyRanges.super.addRows(from + rows * step, to, step, width);
  }

  private void add(int start, int behind, int step, int width) {
    if (count == starts.length) {
      starts = Arrays.copyOf(starts, 2 * count);
      ends = Arrays.copyOf(ends, 2 * count);
      steps = Arrays.copyOf(steps, 2 * count);
      widths = Arrays.copyOf(widths, 2 * count);
    }
    ascending &= count == 0 || starts[count - 1] <= start;
    starts[count] = start;
    ends[count] = behind;
    steps[count] = step;
    widths[count++] = width;
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
    int[] unorderedWidths = widths.clone();
    for (int range = 0; range < count; range++) {
      starts[range] = (int) (order[range] >>> 32);
      ends[range] = unordered[(int) order[range]];
      steps[range] = unorderedSteps[(int) order[range]];
      widths[range] = unorderedWidths[(int) order[range]];
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
    int width = widths[range];
    return steps[range] == 1 ? length : ((length - width) / steps[range] + 1) * width;
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
      for (int row = starts[range]; row < ends[range]; row += steps[range]) {
        for (int key = row; key < row + widths[range]; key++) {
          keys[next++] = key;
        }
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

  /** The distance of a range's keys, or of its rows. */
  int step(int range) {
    return steps[range];
  }

  /** Keys of a row; 1 in a range of keys. */
  int width(int range) {
    return widths[range];
  }
}
