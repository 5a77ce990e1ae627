package org.longstride.kernels.attention.routing;

import java.util.Arrays;

/**
 * Picks the largest of many numbers, of equals those that come first. It keeps them in a heap whose
 * root is the smallest. Of many numbers it first guesses, from every eighth, how large those are
 * that matter: few then go to the heap.
 */
final class TopMembers {

  /** One of so many numbers is looked at for a guess. */
  private static final int SAMPLED = 8;

  private final int count;
  private final int guessed;
  private final long[] heap;
  private int size;
  private int[] candidates = new int[0];

  /** Picks so many at a time. */
  TopMembers(int count) {
    this.count = count;
    // As many of the sampled as are expected among the largest, and what chance may add to them.
    double expected = (double) count / SAMPLED;
    guessed = (int) Math.ceil(expected + 3 * Math.sqrt(expected) + 3);
    heap = new long[Math.max(count, guessed)];
  }

  /**
   * The indices, from 0 and ascending, of the largest of the {@code n} elements from {@code at}; n
   * is at least the count.
   */
  int[] of(float[] x, int at, int n) {
    if (candidates.length < n) {
      candidates = new int[n];
    }
    int found = n > SAMPLED * guessed ? findCandidates(x, at, n) : 0;
    if (found < count) {
      found = n;
      for (int i = 0; i < n; i++) {
        candidates[i] = i;
      }
    }
    pick(x, at, found, count);
    int[] indices = new int[size];
    for (int i = 0; i < size; i++) {
      indices[i] = ~(int) heap[i];
    }
    Arrays.sort(indices);
    return indices;
  }

  /** Lists the numbers that are as large as a guess; how many there are. */
  private int findCandidates(float[] x, int at, int n) {
    int sampled = n / SAMPLED;
    for (int i = 0; i < sampled; i++) {
      candidates[i] = i * SAMPLED;
    }
    pick(x, at, sampled, guessed);
    float least = x[at + ~(int) heap[0]];
    int found = 0;
    for (int i = 0; i < n; i++) {
      // What is not a number counts as large.
      if (!(x[at + i] < least)) {
        candidates[found++] = i;
      }
    }
    return found;
  }

  /** Picks the {@code wanted} largest of the first candidates. */
  private void pick(float[] x, int at, int listed, int wanted) {
    size = 0;
    float smallest = 0;
    for (int c = 0; c < listed; c++) {
      int i = candidates[c];
      // Of equals the earlier one stays.
      if (size < wanted || !(x[at + i] <= smallest)) {
        offer(key(x[at + i], i), wanted);
        smallest = x[at + ~(int) heap[0]];
      }
    }
  }

  /** Orders by number, then by index downwards. */
  private static long key(float number, int index) {
    int bits = Float.floatToIntBits(number);
    int ordered = bits ^ (bits >> 31 & Integer.MAX_VALUE);
    return (long) ordered << 32 | ~index & 0xFFFFFFFFL;
  }

  private void offer(long key, int wanted) {
    if (size < wanted) {
      int hole = size++;
      for (int parent = (hole - 1) / 2; hole > 0 && heap[parent] > key; parent = (hole - 1) / 2) {
        heap[hole] = heap[parent];
        hole = parent;
      }
      heap[hole] = key;
    } else if (size > 0 && heap[0] < key) {
      replaceSmallest(key);
    }
  }

  private void replaceSmallest(long key) {
    int hole = 0;
    for (int child = 1; child < size; child = 2 * hole + 1) {
      if (child + 1 < size && heap[child + 1] < heap[child]) {
        child++;
      }
      if (heap[child] >= key) {
        break;
      }
      heap[hole] = heap[child];
      hole = child;
    }
    heap[hole] = key;
  }
}
