package org.longstride.kernels.pattern;

/**
 * The random numbers of numpy's {@code np.random.seed} (Matsumoto and Nishimura 1998, MT19937), for
 * those who have to draw what other people's code draws.
 */
final class MersenneTwister {

  private static final int SIZE = 624;
  private static final int MIDDLE = 397;

  private final int[] state = new int[SIZE];
  private int used = SIZE;

  MersenneTwister(int seed) {
    state[0] = seed;
    for (int i = 1; i < SIZE; i++) {
      state[i] = 1812433253 * (state[i - 1] ^ (state[i - 1] >>> 30)) + i;
    }
  }

  /** 32 random bits. */
  int next() {
    if (used == SIZE) {
      twist();
    }
    int bits = state[used++];
    bits ^= bits >>> 11;
    bits ^= bits << 7 & 0x9d2c5680;
    bits ^= bits << 15 & 0xefc60000;
    return bits ^ bits >>> 18;
  }

  private void twist() {
    for (int i = 0; i < SIZE; i++) {
      int bits = state[i] & 0x80000000 | state[(i + 1) % SIZE] & 0x7fffffff;
      state[i] = state[(i + MIDDLE) % SIZE] ^ bits >>> 1 ^ ((bits & 1) == 0 ? 0 : 0x9908b0df);
    }
    used = 0;
  }

  /** Shuffles in place, as {@code np.random.permutation} does with a copy. */
  int[] shuffle(int[] numbers) {
    for (int i = numbers.length - 1; i > 0; i--) {
      int mask = -1 >>> Integer.numberOfLeadingZeros(i);
      int other = next() & mask;
      while (other > i) {
        other = next() & mask;
      }
      int swapped = numbers[i];
      numbers[i] = numbers[other];
      numbers[other] = swapped;
    }
    return numbers;
  }
}
