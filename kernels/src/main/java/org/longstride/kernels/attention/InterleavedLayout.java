package org.longstride.kernels.attention;

import org.longstride.kernels.pattern.QueryTile;

/**
 * Neighbouring tiles that have the same shape, each a token further along than the one before, as
 * the residue classes of a stride: they are computed side by side, one in each lane of a vector.
 * What one of them meets of keys, all do, as much further along.
 *
 * @param tiles how many tiles
 * @param keys how many keys those meet that meet most
 * @param groups some steps of the tiles' queries at a time, ascending
 */
record InterleavedLayout(int tiles, int keys, Group[] groups) {

  /**
   * A few queries of each tile: those of the first tile in the first lane of each vector.
   *
   * @param queries the queries, {@code [step, tile]}
   * @param from the first key that any of them sees
   * @param whole one past the first keys, from there on, that all of them see
   * @param to one past the last key that any of them sees
   * @param visible for the keys from {@code whole} to {@code to} the lanes that see them
   */
  record Group(QueryTile queries, int from, int whole, int to, long[] visible) {}

  /** What it takes of memory, about, in bytes. */
  long bytes() {
    long bytes = 64;
    for (Group group : groups) {
      bytes += 128 + 4L * group.queries().count() + 8L * group.visible().length;
    }
    return bytes;
  }
}
