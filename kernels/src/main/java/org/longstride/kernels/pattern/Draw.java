package org.longstride.kernels.pattern;

/** Random numbers that are the same on every machine and need no state. */
public final class Draw {

  private static final long STEP = 0x9E3779B97F4A7C15L;

  private Draw() {}

  /** Scatters the bits of a number (the output function of SplitMix64, Steele et al. 2014). */
  public static long mix(long number) {
    long z = number + STEP;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /**
   * Draws distinct numbers from 0 to {@code bound} (exclusive), all sets alike likely (Floyd's
   * algorithm, Bentley and Floyd 1987); all of them if there are not more.
   */
  static int[] distinct(long seed, int count, int bound) {
    int[] drawn = new int[Math.min(count, bound)];
    for (int i = 0; i < drawn.length; i++) {
      int largest = bound - drawn.length + i;
      long bits = mix(seed + STEP * i) >>> 32;
      int number = (int) (bits * (largest + 1L) >>> 32);
      drawn[i] = contains(drawn, i, number) ? largest : number;
    }
    return drawn;
  }

  private static boolean contains(int[] drawn, int count, int number) {
    for (int i = 0; i < count; i++) {
      if (drawn[i] == number) {
        return true;
      }
    }
    return false;
  }
}
