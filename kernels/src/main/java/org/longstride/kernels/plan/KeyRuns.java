package org.longstride.kernels.plan;

import java.util.Arrays;

/** Ascending keys as runs in even steps: a few numbers, however long a run is. */
public final class KeyRuns {

  private int[] first;
  private int[] size;
  private int[] step;
  private int runs;
  private int count;

  /** No keys, with room for some. */
  public KeyRuns() {
    this(new int[64], new int[64], new int[64]);
  }

  private KeyRuns(int[] first, int[] size, int[] step) {
    this.first = first;
    this.size = size;
    this.step = step;
  }

  /** The same keys in as little memory as holds them. */
  public KeyRuns trimmed() {
    KeyRuns copy =
        new KeyRuns(
            Arrays.copyOf(first, runs), Arrays.copyOf(size, runs), Arrays.copyOf(step, runs));
    copy.runs = runs;
    copy.count = count;
    return copy;
  }

  /** Forgets all keys. */
  public void clear() {
    runs = 0;
    count = 0;
  }

  /**
   * Appends keys behind all others.
   *
   * @param from the first key
   * @param keys how many, at least one
   * @param by the distance of neighbours
   */
  public void append(int from, int keys, int by) {
    count += keys;
    int last = runs - 1;
    if (last >= 0) {
      int gap = from - last(last);
      if ((size[last] == 1 || step[last] == gap) && (keys == 1 || by == gap)) {
        step[last] = gap;
        size[last] += keys;
        return;
      }
    }
    if (runs == first.length) {
      int capacity = 2 * runs + 2;
      first = Arrays.copyOf(first, capacity);
      size = Arrays.copyOf(size, capacity);
      step = Arrays.copyOf(step, capacity);
    }
    first[runs] = from;
    size[runs] = keys;
    step[runs++] = keys == 1 ? 1 : by;
  }

  /** Moves all keys so much further along. */
  void shift(int by) {
    for (int run = 0; run < runs; run++) {
      first[run] += by;
    }
  }

  /** How many runs, from the first on, are those of others too. */
  public int sharedRuns(KeyRuns others) {
    int both = Math.min(runs, others.runs);
    int shared = shared(first, others.first, both);
    shared = shared(size, others.size, shared);
    return shared(step, others.step, shared);
  }

  private static int shared(int[] some, int[] others, int most) {
    int different = Arrays.mismatch(some, 0, most, others, 0, most);
    return different < 0 ? most : different;
  }

  /** How many keys there are. */
  public int count() {
    return count;
  }

  /** How many runs there are. */
  public int runs() {
    return runs;
  }

  /** A run's first key. */
  public int first(int run) {
    return first[run];
  }

  /** A run's last key. */
  public int last(int run) {
    return first[run] + (size[run] - 1) * step[run];
  }

  /** Keys of a run. */
  public int size(int run) {
    return size[run];
  }

  /** The distance of a run's keys. */
  public int step(int run) {
    return step[run];
  }

  /** The keys one by one. */
  public int[] toArray() {
    int[] keys = new int[count];
    write(0, 0, count, keys);
    return keys;
  }

  /**
   * Writes some keys one by one.
   *
   * @param run the run of the first of them
   * @param skip keys of this run that come before it
   * @param keys how many, of this run and those behind
   * @param to takes them, from 0 on
   */
  public void write(int run, int skip, int keys, int[] to) {
    int before = skip;
    for (int at = 0, r = run; at < keys; r++) {
      int end = Math.min(keys, at + size[r] - before);
      int by = step[r];
      int key = first[r] + before * by;
      for (; at < end; at++, key += by) {
        to[at] = key;
      }
      before = 0;
    }
  }
}
