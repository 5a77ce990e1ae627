package org.longstride.kernels.attention;

import org.longstride.kernels.plan.KeyRuns;

/**
 * Finds the rows in which the keys of a batch lie, some at a time, so that scratch is small however
 * many keys there are. What was asked for last is remembered: heads ask for the same in turn.
 */
final class RowFinder {

  private KeyValues kv;
  private KeyRuns met;
  private int run;
  private int skip;
  private int next;
  private int[] rows = new int[0];
  private int found;

  /** Begins with the keys of a batch, and with where keys lie now. */
  void begin(KeyValues keyValues, KeyRuns keys) {
    kv = keyValues;
    met = keys;
    run = 0;
    skip = 0;
    next = 0;
    found = 0;
  }

  /** Lets go of keys and values: who has been served may want the memory. */
  void release() {
    kv = null;
    met = null;
  }

  /** The rows of some keys, by their numbers, from 0 on, until the next call. */
  int[] find(int from, int count) {
    if (from == next && count == found) {
      return rows;
    }
    if (rows.length < count) {
      rows = new int[count + count / 4];
    }
    goTo(from);
    found = count;
    met.write(run, skip, count, rows);
    kv.rows(rows, count, rows);
    return rows;
  }

  private void goTo(int key) {
    if (key < next) {
      run = 0;
      skip = 0;
      next = 0;
    }
    skip += key - next;
    next = key;
    while (run < met.runs() && skip >= met.size(run)) {
      skip -= met.size(run++);
    }
  }
}
