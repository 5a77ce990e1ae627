package org.longstride.job.model.transformer;

import org.longstride.kernels.vector.LaneKernels;

/**
 * Consecutive tokens of a document that pass the layers together, 64 in a tile.
 *
 * @param from the first token, a multiple of 64
 * @param to one past the last
 */
record Chunk(int from, int to) {

  private static final int LANES = LaneKernels.LANES;

  /** Tiles; the last one may be part empty. */
  int tiles() {
    return (to - from + LANES - 1) / LANES;
  }

  /** The first token of a tile. */
  int first(int tile) {
    return from + tile * LANES;
  }

  /** Tokens of a tile. */
  int count(int tile) {
    return Math.min(LANES, to - first(tile));
  }
}
