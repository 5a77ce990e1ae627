package org.longstride.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Copies of rows at a distance that the compiler knows, {@value #PITCH} elements: one number finds
 * all rows of a block, where many would not fit in registers beside what a loop needs. Rows that
 * lie so already, as those of heads of 64 features do, need no copies.
 */
final class PitchedRows {

  /** From a row to the next. */
  static final int PITCH = LaneKernels.PITCH;

  /** Where rows lie at no one distance. */
  static final int NONE = Integer.MIN_VALUE;

  /** Rows that are copied at once, at most. */
  static final int ROWS = 128;

  private static final ScratchPool<PitchedRows> POOL = new ScratchPool<>(PitchedRows::new);
  private static final VectorSpecies<Float> SPECIES = VectorGemm.SPECIES;
  private static final int STEP = SPECIES.length();

  private final float[] rows = new float[ROWS * PITCH];

  private PitchedRows() {}

  /** Some for the caller alone, until they are given back. */
  static PitchedRows take() {
    return POOL.take();
  }

  /** Lets others have them. */
  void giveBack() {
    POOL.giveBack(this);
  }

  /** The distance at which rows lie, or {@link #NONE}; of a single row the pitch. */
  static int distance(int[] offsets, int from, int to) {
    int distance = to - from < 2 ? PITCH : offsets[from + 1] - offsets[from];
    for (int r = from + 2; r < to; r++) {
      if (offsets[r] - offsets[r - 1] != distance) {
        return NONE;
      }
    }
    return distance;
  }

  /**
   * Copies rows.
   *
   * @param source holds the rows
   * @param offsets where each row begins
   * @param from the first row
   * @param count how many, at most {@value #ROWS}
   * @param start the first element of each that is needed
   * @param length how many elements are, at most {@value #PITCH}
   */
  void copy(float[] source, int[] offsets, int from, int count, int start, int length) {
    copy(source, offsets, from, count, start, length, rows, 0, PITCH);
  }

  /** The same to anywhere: the first row goes to {@code at}, each other so much further. */
  static void copy(
      float[] source,
      int[] offsets,
      int from,
      int count,
      int start,
      int length,
      float[] to,
      int at,
      int distance) {
    for (int r = 0; r < count; r++) {
      copy(source, offsets[from + r] + start, length, to, at + r * distance);
    }
  }

  private static void copy(float[] source, int from, int length, float[] to, int at) {
    if (length == PITCH) {
      // Of a length that the compiler knows it makes no loop.
      for (int c = 0; c < PITCH; c += STEP) {
        FloatVector.fromArray(SPECIES, source, from + c).intoArray(to, at + c);
      }
      return;
    }
    int whole = SPECIES.loopBound(length);
    for (int c = 0; c < whole; c += STEP) {
      FloatVector.fromArray(SPECIES, source, from + c).intoArray(to, at + c);
    }
    for (int c = whole; c < length; c++) {
      to[at + c] = source[from + c];
    }
  }

  /** The copies, the first at index 0. */
  float[] rows() {
    return rows;
  }
}
