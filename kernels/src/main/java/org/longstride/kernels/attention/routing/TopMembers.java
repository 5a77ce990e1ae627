package org.longstride.kernels.attention.routing;

import java.util.Arrays;

/**
 * Picks the largest of many numbers, of equals those that come first. It keeps them in a heap whose
 * root is the smallest, so most numbers cost one comparison.
 */
final class TopMembers {

  private final long[] heap;
  private int size;

  /** Picks so many at a time. */
  TopMembers(int count) {
    heap = new long[count];
  }

  /**
   * The indices, from 0 and ascending, of the largest of the {@code n} elements from {@code at}; n
   * is at least the count.
   */
  int[] of(float[] x, int at, int n) {
    size = 0;
    float smallest = 0;
    for (int i = 0; i < n; i++) {
      // Of equals the earlier one stays.
      if (size < heap.length || !(x[at + i] <= smallest)) {
        offer(key(x[at + i], i));
        smallest = x[at + ~(int) heap[0]];
      }
    }
    int[] indices = new int[size];
    for (int i = 0; i < size; i++) {
      indices[i] = ~(int) heap[i];
    }
    Arrays.sort(indices);
    return indices;
  }

  /** Orders by number, then by index downwards. */
  private static long key(float number, int index) {
    int bits = Float.floatToIntBits(number);
    int ordered = bits ^ (bits >> 31 & Integer.MAX_VALUE);
    return (long) ordered << 32 | ~index & 0xFFFFFFFFL;
  }

  private void offer(long key) {
    if (size < heap.length) {
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
