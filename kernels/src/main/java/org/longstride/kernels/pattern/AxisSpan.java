package org.longstride.kernels.pattern;

/**
 * Where a tile of queries lies along one axis, and what it sees there.
 *
 * @param low its first coordinate
 * @param high its last
 * @param first the first coordinate that any lane may see
 * @param last the last
 * @param step the distance of those seen: the dilation, if all lanes are of one residue class
 */
record AxisSpan(int low, int high, int first, int last, int step) {

  /**
   * The span of some lanes.
   *
   * @param axis the rule
   * @param coordinates the coordinate of each lane's query, at least one
   */
  static AxisSpan of(NeighborhoodAxis axis, int[] coordinates) {
    int dilation = axis.dilation();
    int low = coordinates[0];
    int high = low;
    boolean oneClass = true;
    for (int coordinate : coordinates) {
      low = Math.min(low, coordinate);
      high = Math.max(high, coordinate);
      oneClass &= dilation == 1 || (coordinate - coordinates[0]) % dilation == 0;
    }
    int first = axis.first(low);
    int last = axis.last(high);
    // Neighbours move with the coordinate within a class only: each has ends of its own.
    for (int i = 1; !oneClass && i < dilation && low + i <= high; i++) {
      first = Math.min(first, axis.first(low + i));
      last = Math.max(last, axis.last(high - i));
    }
    return new AxisSpan(low, high, first, last, oneClass ? dilation : 1);
  }
}
