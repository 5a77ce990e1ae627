package org.longstride.kernels.vector;

/**
 * A matrix whose rows are multiplied again and again, such as a model's weights, in the order in
 * which micro-kernels read it: of eight rows the first elements, then the second ones, and so on;
 * what is left at the end are fewer rows.
 */
public final class PackedRows {

  /** Rows side by side. */
  static final int GROUP = 8;

  private final float[] elements;
  private final int rows;
  private final int depth;

  private PackedRows(float[] elements, int rows, int depth) {
    this.elements = elements;
    this.rows = rows;
    this.depth = depth;
  }

  /**
   * Packs a matrix where it lies: it takes no more memory, and the array is not to be used by its
   * owner any more.
   *
   * @param matrix {@code [rows, depth]}, row by row
   * @param rows rows
   * @param depth elements of a row
   * @throws IllegalArgumentException if the array is not that large
   */
  public static PackedRows pack(float[] matrix, int rows, int depth) {
    if (matrix.length != (long) rows * depth) {
      throw new IllegalArgumentException(
          "matrix has " + matrix.length + " elements, must have " + rows + " x " + depth);
    }
    float[] group = new float[GROUP * depth];
    for (int first = 0; first < rows; first += GROUP) {
      int side = Math.min(GROUP, rows - first);
      int at = first * depth;
      System.arraycopy(matrix, at, group, 0, side * depth);
      for (int c = 0; c < depth; c++) {
        for (int r = 0; r < side; r++) {
          matrix[at + c * side + r] = group[r * depth + c];
        }
      }
    }
    return new PackedRows(matrix, rows, depth);
  }

  /** How many rows there are. */
  public int rows() {
    return rows;
  }

  /** Elements of a row. */
  public int depth() {
    return depth;
  }

  /** An element. */
  public float get(int row, int column) {
    return elements[at(row, column)];
  }

  /** Where an element lies; the row's next one is {@link #side} further. */
  int at(int row, int column) {
    int first = row / GROUP * GROUP;
    return first * depth + column * side(row) + row - first;
  }

  /**
   * Checks that a row is the first of those that lie side by side.
   *
   * @throws IllegalArgumentException if it is not
   */
  static void requireFirst(int row) {
    if (row % GROUP != 0) {
      throw new IllegalArgumentException("from is " + row + ", must be a multiple of " + GROUP);
    }
  }

  /** Rows that lie side by side with a row. */
  int side(int row) {
    return Math.min(GROUP, rows - row / GROUP * GROUP);
  }

  /** The numbers in the order of the packing. */
  float[] elements() {
    return elements;
  }
}
