package org.longstride.kernels.plan;

import java.util.Arrays;

/**
 * For each of a tile's keys, in their order, the lanes that see it, one at least, as runs of the
 * same: so a list is as long as a pattern has edges, however many keys lie between them.
 */
public final class LaneRuns {

  private int[] end;
  private long[] lanes;
  private int runs;
  private long visiblePairs;

  /** Of no keys, with room for some. */
  public LaneRuns() {
    this(new int[64], new long[64]);
  }

  private LaneRuns(int[] end, long[] lanes) {
    this.end = end;
    this.lanes = lanes;
  }

  /**
   * The same in as little memory as holds it.
   *
   * @param like is returned if it is the same: neighbouring tiles often share their edges
   */
  public LaneRuns trimmed(LaneRuns like) {
    if (isSame(like)) {
      return like;
    }
    LaneRuns copy = new LaneRuns(Arrays.copyOf(end, runs), Arrays.copyOf(lanes, runs));
    copy.runs = runs;
    copy.visiblePairs = visiblePairs;
    return copy;
  }

  /** Whether the same lanes see as many keys. */
  public boolean isSame(LaneRuns like) {
    return Arrays.equals(end, 0, runs, like.end, 0, like.runs)
        && Arrays.equals(lanes, 0, runs, like.lanes, 0, like.runs);
  }

  /** Forgets all keys. */
  public void clear() {
    runs = 0;
    visiblePairs = 0;
  }

  /**
   * Appends keys behind all others.
   *
   * @param keys how many, at least one
   * @param seers the lanes that see them, bit by bit
   */
  public void append(int keys, long seers) {
    int behind = count() + keys;
    reserve(1);
    if (runs == 0 || lanes[runs - 1] != seers) {
      lanes[runs++] = seers;
    }
    end[runs - 1] = behind;
    visiblePairs += (long) keys * Long.bitCount(seers);
  }

  /** Appends single keys: those with the lanes {@code seers[from]} to {@code seers[to - 1]}. */
  public void append(long[] seers, int from, int to) {
    int behind = count();
    reserve(to - from);
    long last = runs == 0 ? 0 : lanes[runs - 1];
    for (int i = from; i < to; i++) {
      if (seers[i] != last) {
        last = seers[i];
        lanes[runs++] = last;
      }
      end[runs - 1] = ++behind;
      visiblePairs += Long.bitCount(last);
    }
  }

  private void reserve(int more) {
    if (runs + more > end.length) {
      end = Arrays.copyOf(end, 2 * runs + more);
      lanes = Arrays.copyOf(lanes, 2 * runs + more);
    }
  }

  /** How many keys there are. */
  public int count() {
    return runs == 0 ? 0 : end[runs - 1];
  }

  /** How many runs there are. */
  public int runs() {
    return runs;
  }

  /** Keys of a run. */
  public int size(int run) {
    return run == 0 ? end[0] : end[run] - end[run - 1];
  }

  /** The lanes that see a run's keys, bit by bit. */
  public long lanes(int run) {
    return lanes[run];
  }

  /** How many pairs of a key and a lane that sees it there are. */
  public long visiblePairs() {
    return visiblePairs;
  }

  /** How many pairs there are with some of the lanes. */
  public long visiblePairs(long some) {
    long pairs = 0;
    for (int run = 0; run < runs; run++) {
      pairs += (long) size(run) * Long.bitCount(lanes[run] & some);
    }
    return pairs;
  }

  /** The lanes key by key. */
  public long[] toArray() {
    long[] lanesOfKeys = new long[count()];
    write(0, count(), lanesOfKeys);
    return lanesOfKeys;
  }

  /**
   * Writes the lanes of some keys.
   *
   * @param from the first key
   * @param keys how many
   * @param to takes the lanes, from 0 on
   */
  public void write(int from, int keys, long[] to) {
    if (runs == count()) {
      System.arraycopy(lanes, from, to, 0, keys);
      return;
    }
    int found = Arrays.binarySearch(end, 0, runs, from + 1);
    for (int at = 0, run = found < 0 ? ~found : found; at < keys; run++) {
      int last = Math.min(keys, end[run] - from);
      long seers = lanes[run];
      for (; at < last; at++) {
        to[at] = seers;
      }
    }
  }
}
