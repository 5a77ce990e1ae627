package org.longstride.kernels.plan;

import java.util.Arrays;

/**
 * Ascending keys as runs: rows of keys side by side, again and again in even steps. A single row,
 * every l-th key, the same columns of many blocks and the rows of an image's window are one run
 * each: a few numbers, however many keys.
 */
public final class KeyRuns {

  /** Keys that lie side by side. */
  @FunctionalInterface
  public interface Row {

    /** Takes the keys from a first one on. */
    void take(int first, int keys);
  }

  private int[] first;
  private int[] width;
  private int[] rows;

  /** From row to row; 0 where there is one. */
  private int[] step;

  private int runs;
  private int count;

  /** No keys, with room for some. */
  public KeyRuns() {
    this(new int[64], new int[64], new int[64], new int[64]);
  }

  private KeyRuns(int[] first, int[] width, int[] rows, int[] step) {
    this.first = first;
    this.width = width;
    this.rows = rows;
    this.step = step;
  }

  /** The same keys in as little memory as holds them. */
  public KeyRuns trimmed() {
    KeyRuns copy =
        new KeyRuns(
            Arrays.copyOf(first, runs),
            Arrays.copyOf(width, runs),
            Arrays.copyOf(rows, runs),
            Arrays.copyOf(step, runs));
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
    if (by == 1) {
      appendRows(from, keys, 1, 0);
    } else {
      appendRows(from, 1, keys, by);
    }
  }

  /**
   * Appends rows of keys behind all others.
   *
   * @param from the first key
   * @param wide keys of a row, at least one
   * @param many how many rows, at least one
   * @param by the distance of neighbouring rows' first keys, more than {@code wide}; any, if there
   *     is one row
   */
  public void appendRows(int from, int wide, int many, int by) {
    count += wide * many;
    if (runs > 0 && join(runs - 1, from, wide, many, by)) {
      return;
    }
    if (runs == first.length) {
      int capacity = 2 * runs + 2;
      first = Arrays.copyOf(first, capacity);
      width = Arrays.copyOf(width, capacity);
      rows = Arrays.copyOf(rows, capacity);
      step = Arrays.copyOf(step, capacity);
    }
    first[runs] = from;
    width[runs] = wide;
    rows[runs] = many;
    step[runs++] = many == 1 ? 0 : by;
  }

  /** Takes more rows into a run, if they go on where it ends. */
  private boolean join(int run, int from, int wide, int many, int by) {
    int before = rows[run];
    int gap = from - first[run] - (before - 1) * step[run];
    if (before == 1 && many == 1 && gap == width[run]) {
      width[run] += wide;
      return true;
    }
    boolean goesOn =
        width[run] == wide && (before == 1 || step[run] == gap) && (many == 1 || by == gap);
    if (goesOn) {
      step[run] = gap;
      rows[run] += many;
    }
    return goesOn;
  }

  /** Moves all keys so much further along. */
  void shift(int by) {
    for (int run = 0; run < runs; run++) {
      first[run] += by;
    }
  }

  /** Whether the keys are those of others, so much further along. */
  public boolean isShifted(KeyRuns others, int by) {
    boolean shifted =
        runs == others.runs
            && Arrays.equals(width, 0, runs, others.width, 0, runs)
            && Arrays.equals(rows, 0, runs, others.rows, 0, runs)
            && Arrays.equals(step, 0, runs, others.step, 0, runs);
    for (int run = 0; shifted && run < runs; run++) {
      shifted = first[run] == others.first[run] + by;
    }
    return shifted;
  }

  /** How many keys at least, from the first on, are those of others too. */
  public int sharedKeys(KeyRuns others) {
    int both = Math.min(runs, others.runs);
    int alike = alike(first, others.first, both);
    int run = alike(width, others.width, alike);
    run = alike(rows, others.rows, run);
    run = alike(step, others.step, run);
    int shared = 0;
    for (int r = 0; r < run; r++) {
      shared += size(r);
    }
    return run == alike ? shared : shared + sharedKeys(run, others);
  }

  private static int alike(int[] some, int[] others, int most) {
    int different = Arrays.mismatch(some, 0, most, others, 0, most);
    return different < 0 ? most : different;
  }

  /** The same of two runs that begin with the same key. */
  private int sharedKeys(int run, KeyRuns others) {
    int many = Math.min(rows[run], others.rows[run]);
    boolean alike = width[run] == others.width[run] && (many == 1 || step[run] == others.step[run]);
    return alike ? many * width[run] : Math.min(width[run], others.width[run]);
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
    return first[run] + (rows[run] - 1) * step[run] + width[run] - 1;
  }

  /** Keys of a run. */
  public int size(int run) {
    return width[run] * rows[run];
  }

  /** Keys of a run that are below a bound. */
  public int sizeBelow(int run, int bound) {
    int distance = Math.max(0, bound - first[run]);
    int before = rows[run] == 1 ? 0 : Math.min(rows[run] - 1, distance / step[run]);
    return before * width[run] + Math.min(width[run], distance - before * step[run]);
  }

  /** The keys one by one. */
  public int[] toArray() {
    int[] keys = new int[count];
    write(0, 0, count, keys);
    return keys;
  }

  /** Goes through the keys row by row, but for so many that come first. */
  public void eachRow(int from, Row each) {
    int before = from;
    for (int run = 0; run < runs; run++) {
      int size = size(run);
      if (before < size) {
        int column = before % width[run];
        for (int row = before / width[run]; row < rows[run]; row++) {
          each.take(first[run] + row * step[run] + column, width[run] - column);
          column = 0;
        }
      }
      before = Math.max(0, before - size);
    }
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
      int end = Math.min(keys, at + size(r) - before);
      if (width[r] == 1) {
        writeEvenly(first[r] + before * step[r], step[r], at, end, to);
      } else {
        writeRows(r, before, at, end, to);
      }
      at = end;
      before = 0;
    }
  }

  private static void writeEvenly(int from, int step, int begin, int end, int[] to) {
    int key = from;
    for (int at = begin; at < end; at++, key += step) {
      to[at] = key;
    }
  }

  private void writeRows(int run, int skip, int begin, int end, int[] to) {
    int column = skip % width[run];
    int row = first[run] + skip / width[run] * step[run];
    for (int at = begin; at < end; row += step[run], column = 0) {
      int last = Math.min(end, at + width[run] - column);
      for (int key = row + column; at < last; at++, key++) {
        to[at] = key;
      }
    }
  }
}
