package org.longstride.kernels.bench;

import java.util.stream.IntStream;

/**
 * Copies three arrays to scratch that stays in a thread's cache, and from there a fourth: what
 * attention must do with queries, keys, values and outputs, whatever it computes. The arrays are
 * larger than caches.
 */
public final class MemoryCopy implements Timed {

  /** Elements of an array: 64 MB. */
  private static final int SIZE = 1 << 24;

  /** Bytes of all four. */
  public static final double BYTES = 4.0 * Float.BYTES * SIZE;

  /** Elements that are copied at a time: an eighth of a second-level cache of 1 MB. */
  private static final int PART = 1 << 15;

  private final int threads;
  private final float[][] inputs = new float[3][SIZE];
  private final float[] outputs = new float[SIZE];
  private final float[][] scratch;

  /** Copies on so many threads. */
  public MemoryCopy(int threads) {
    this.threads = threads;
    scratch = new float[threads][PART];
  }

  @Override
  public String name() {
    return "copies of rows";
  }

  @Override
  public void run() {
    IntStream.range(0, threads).parallel().forEach(this::copy);
  }

  private void copy(int thread) {
    float[] part = scratch[thread];
    for (int from = thread * PART; from < SIZE; from += threads * PART) {
      int count = Math.min(PART, SIZE - from);
      for (float[] input : inputs) {
        System.arraycopy(input, from, part, 0, count);
      }
      System.arraycopy(part, 0, outputs, from, count);
    }
  }
}
