package org.longstride.kernels.pattern;

/**
 * How queries are dealt into tiles, so that the queries of one tile share their keys. Equal orders
 * deal alike.
 */
public interface QueryOrder {

  /** Tiles that are computed together, in most orders. */
  int BATCH = 8;

  /** Keys that a tile of neighbours meets at most, for them to be met as a stencil. */
  int FEW_KEYS = 1024;

  /** Consecutive queries. */
  QueryOrder SEQUENTIAL = every(1);

  /** The queries of a tile are {@code step} apart, one residue class after another. */
  static QueryOrder every(int step) {
    return new ResidueOrder(step);
  }

  /** How many tiles the queries {@code from} to {@code to} (exclusive) are dealt into. */
  int tiles(int from, int to);

  /**
   * One of these tiles. Each query is in one of them; a tile may be empty.
   *
   * @param index the tile, from 0
   */
  QueryTile tile(int from, int to, int index);

  /** Tiles that are computed together: those from one multiple of it to the next. */
  default int batch() {
    return BATCH;
  }

  /**
   * Tiles, from one multiple of it to the next, each of whose queries follow those of the one
   * before by one: they may have the same shape.
   */
  default int sideBySide() {
    return 1;
  }

  /** Whether what is computed together sees for the most part what was computed before it. */
  default boolean overlaps() {
    return false;
  }

  /** How many consecutive queries, beginning at a multiple of it, fill the lanes of their tiles. */
  int preferredChunk();
}
