package org.longstride.kernels.bench;

import java.util.Random;
import org.longstride.kernels.attention.HeadArrays;

/** Queries, keys and values: the same numbers for everyone, made head by head. */
public enum Inputs {
  /** The queries. */
  QUERIES,
  /** The keys. */
  KEYS,
  /** The values. */
  VALUES;

  /** Numbers that repeat; Gaussian ones cost more to make than attention does. */
  private static final int PERIOD = 1 << 16;

  /**
   * One head's rows.
   *
   * @param head the head, from 0
   * @return {@code [n, d]}
   */
  public float[] head(Work work, int head) {
    float[] rows = new float[Math.multiplyExact(work.n(), work.d())];
    fill(work, head, rows, 0);
    return rows;
  }

  /** All heads, {@code [heads, n, d]}. */
  public float[] all(Work work) {
    int size = Math.multiplyExact(work.n(), work.d());
    float[] rows = new float[Math.multiplyExact(work.heads(), size)];
    for (int head = 0; head < work.heads(); head++) {
      fill(work, head, rows, head * size);
    }
    return rows;
  }

  /**
   * All heads, for attention that is no pattern.
   *
   * @param queries {@code [heads, n, d]}
   * @param keys likewise
   */
  static HeadArrays arrays(Work work, float[] queries, float[] keys) {
    int heads = work.heads();
    int d = work.d();
    return new HeadArrays(work.n(), d, d, heads, heads, queries, keys, VALUES.all(work), null);
  }

  private void fill(Work work, int head, float[] rows, int at) {
    Random random = new Random(1000L * ordinal() + head);
    float[] numbers = new float[PERIOD + 1];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (float) random.nextGaussian();
    }
    // An odd period, so that rows repeat only after as many tokens.
    int size = work.n() * work.d();
    for (int i = 0; i < size; i++) {
      rows[at + i] = numbers[i % numbers.length];
    }
  }
}
