package org.longstride.kernels.attention;

import org.longstride.kernels.pattern.QueryTile;
import org.longstride.kernels.vector.QuadKernels;

/**
 * How the lanes of a tile make quads, four queries that see about the same: two by two where the
 * tile is a box of an image, neighbours otherwise.
 */
final class QuadLanes {

  /** Quads of a tile. */
  static final int QUADS = QueryTile.SIZE / QuadKernels.QUERIES;

  private final int[][] lanes = new int[QUADS][QuadKernels.QUERIES];
  private final long[] bits = new long[QUADS];
  private int row = -1;

  /** Takes a tile's form; returns the length of its rows, by which equal forms are told. */
  int take(QueryTile tile) {
    int length = row(tile);
    if (length != row) {
      row = length;
      arrange();
    }
    return row;
  }

  /**
   * Lanes that go on in the same steps as the first two; 1 if two rows of them do not make quads.
   */
  private static int row(QueryTile tile) {
    int count = tile.count();
    int length = Math.min(count, 2);
    int step = count > 1 ? tile.query(1) - tile.query(0) : 1;
    while (length < count && tile.query(length) - tile.query(length - 1) == step) {
      length++;
    }
    return length % 2 == 0 && QueryTile.SIZE % (2 * length) == 0 ? length : 1;
  }

  private void arrange() {
    for (int lane = 0; lane < QueryTile.SIZE; lane++) {
      int quad = lane / QuadKernels.QUERIES;
      int member = lane % QuadKernels.QUERIES;
      if (row > 1) {
        int column = lane % row;
        quad = lane / row / 2 * (row / 2) + column / 2;
        member = lane / row % 2 * 2 + column % 2;
      }
      lanes[quad][member] = lane;
    }
    for (int quad = 0; quad < QUADS; quad++) {
      bits[quad] = 0;
      for (int lane : lanes[quad]) {
        bits[quad] |= 1L << lane;
      }
    }
  }

  /** The lanes of a quad. */
  int[] lanes(int quad) {
    return lanes[quad];
  }

  /** The lanes of a quad, bit by bit. */
  long bits(int quad) {
    return bits[quad];
  }
}
