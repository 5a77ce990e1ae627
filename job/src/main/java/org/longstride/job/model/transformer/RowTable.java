package org.longstride.job.model.transformer;

import java.util.Arrays;
import org.longstride.kernels.plan.AttentionPlan;

/**
 * Which row holds a token's key and value. Rows of tokens that nobody will see again are given to
 * new tokens, so there are at most a chunk and an eighth more rows than the pattern can reach at
 * once, and nothing moves. Layers that see alike share a table.
 */
final class RowTable {

  /**
   * All are looked at again when an eighth as many are new: some nine looks a token, however long
   * the document and whatever it keeps.
   */
  private static final int SHARE = 8;

  /** Tokens by which is told how many are kept. */
  private static final int SAMPLE = 256;

  private final AttentionPlan plan;
  private final int[] rowOf;
  private int[] live = new int[0];
  private int liveCount;
  private int[] free = new int[0];
  private int freeCount;
  private int rows;
  private int arrived;

  RowTable(AttentionPlan plan) {
    this.plan = plan;
    this.rowOf = new int[plan.sequence().length()];
  }

  /**
   * Forgets what no query from {@code from} on sees, if that may be much, and gives rows to the
   * tokens up to {@code to}.
   */
  void advance(int from, int to) {
    if (arrived >= (liveCount - arrived) / SHARE) {
      release(from);
      arrived = 0;
    }
    arrived += to - from;
    reserve(to - from);
    for (int token = from; token < to; token++) {
      rowOf[token] = freeCount > 0 ? free[--freeCount] : rows++;
      live[liveCount++] = token;
    }
  }

  private void release(int from) {
    free = freeCount + liveCount > free.length ? Arrays.copyOf(free, freeCount + liveCount) : free;
    int kept = 0;
    int before = freeCount;
    for (int i = 0; i < liveCount; i++) {
      if (plan.retains(live[i], from)) {
        live[kept++] = live[i];
      } else {
        free[freeCount++] = rowOf[live[i]];
      }
    }
    liveCount = kept;
    reverse(before, freeCount);
  }

  /** Rows were freed in the order of their tokens; so they are taken again, neighbours together. */
  private void reverse(int from, int to) {
    for (int i = from, j = to - 1; i < j; i++, j--) {
      int row = free[i];
      free[i] = free[j];
      free[j] = row;
    }
  }

  private void reserve(int more) {
    if (liveCount + more > live.length) {
      int capacity = Math.max(liveCount + more, live.length + live.length / 2);
      live = Arrays.copyOf(live, Math.min(capacity, rowOf.length));
    }
  }

  /**
   * Rows that the document needs, about: what its last query can reach, by a sample. Of patterns
   * that forget nothing it is exact, and so it is where every token has a row already.
   */
  int expectedRows() {
    int tokens = rowOf.length;
    if (rows == tokens) {
      return tokens;
    }
    int kept = 0;
    for (int i = 0; i < SAMPLE; i++) {
      // Steps of the golden ratio: evenly spread, and in step with no stride.
      double place = (i + 0.5) * 0.6180339887498949 % 1;
      kept += plan.retains((int) (place * tokens), tokens - 1) ? 1 : 0;
    }
    return (int) ((long) tokens * kept / SAMPLE);
  }

  /** The row of a token that is still kept. */
  int row(int token) {
    return rowOf[token];
  }

  /** Rows that are or were in use. */
  int rows() {
    return rows;
  }
}
