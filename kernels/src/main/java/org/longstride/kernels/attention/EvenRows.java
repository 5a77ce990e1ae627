package org.longstride.kernels.attention;

import java.nio.FloatBuffer;

/**
 * Rows of a buffer as rows of a Java array, from one to the next the same distance: of an array
 * that holds them so already, where they lie, and of anything else a copy. Belongs to one thread.
 */
public final class EvenRows {

  private final int least;
  private float[] copies = new float[0];
  private float[] array = copies;
  private int at;
  private int distance;

  /**
   * Takes rows.
   *
   * @param least rows, at the least, that may be read: of fewer the others hold anything
   */
  public EvenRows(int least) {
    this.least = least;
  }

  /**
   * Takes some rows, until the next call or {@link #release}.
   *
   * @param rows holds them, each {@code width} elements
   * @param numbers the rows' numbers; -1: zeros
   * @param from the first that is taken
   * @param count how many
   * @param width elements of a row
   */
  public void take(FloatBuffer rows, int[] numbers, int from, int count, int width) {
    int apart = count < least || !rows.hasArray() ? 0 : apart(numbers, from, count);
    if (apart > 0) {
      array = rows.array();
      at = rows.arrayOffset() + numbers[from] * width;
      distance = apart * width;
      return;
    }
    int size = Math.max(count, least) * width;
    if (copies.length < size) {
      copies = new float[size];
    }
    Rows.copy(rows, numbers, from, count, width, copies, 0);
    array = copies;
    at = 0;
    distance = width;
  }

  /** How far apart rows are, one from the next; 0 if not evenly. */
  private static int apart(int[] numbers, int from, int count) {
    if (count == 0 || numbers[from] < 0) {
      return 0;
    }
    int apart = count == 1 ? 1 : numbers[from + 1] - numbers[from];
    for (int i = 2; i < count; i++) {
      if (numbers[from + i] - numbers[from + i - 1] != apart) {
        return 0;
      }
    }
    return Math.max(0, apart);
  }

  /** Lets go of the rows that were taken. */
  public void release() {
    array = copies;
  }

  /** What holds the rows that were taken. */
  public float[] array() {
    return array;
  }

  /** Where the first of them begins. */
  public int at() {
    return at;
  }

  /** From one of them to the next. */
  public int distance() {
    return distance;
  }
}
