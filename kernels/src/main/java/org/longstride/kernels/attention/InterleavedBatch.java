package org.longstride.kernels.attention;

import org.longstride.kernels.pattern.QueryTile;
import org.longstride.kernels.plan.KeyRuns;

/**
 * Neighbouring tiles that have the same shape, each a token further along than the one before, as
 * the residue classes of a stride: they are computed side by side, one in each lane of a vector.
 * What one of them meets of keys, all do, as much further along.
 *
 * @param met the keys that any of them meets
 * @param tiles how many tiles
 * @param keys how many keys those meet that meet most
 * @param groups some steps of the tiles' queries at a time, ascending
 */
record InterleavedBatch(KeyRuns met, int tiles, int keys, Group[] groups) implements TileBatch {

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

  @Override
  public QueryTile[] queries() {
    QueryTile[] queries = new QueryTile[groups.length];
    for (int g = 0; g < groups.length; g++) {
      queries[g] = groups[g].queries();
    }
    return queries;
  }

  @Override
  public long bytes() {
    long bytes = TileBatch.bytes(met) + 64;
    for (Group group : groups) {
      bytes += 128 + 4L * group.queries().count() + 8L * group.visible().length;
    }
    return bytes;
  }
}
