package org.longstride.kernels.attention;

import org.longstride.kernels.pattern.QueryTile;
import org.longstride.kernels.plan.KeyRuns;

/**
 * A batch of tiles that meet their keys as stencils.
 *
 * @param met the keys that any of them meets
 * @param groups some steps of queries at a time
 * @param panels where the batch's keys and values lie
 * @param newShapes what the shapes take of memory that no other batch has had before, in bytes
 */
record StencilBatch(KeyRuns met, Group[] groups, KeyPanels panels, long newShapes)
    implements TileBatch {

  /**
   * Queries that meet their keys together.
   *
   * @param steps the queries
   * @param shape who of them sees what; null if they see nothing
   * @param firstKey the number of their first key among the batch's
   */
  record Group(StencilSteps steps, StencilShape shape, int firstKey) {}

  @Override
  public QueryTile[] queries() {
    QueryTile[] queries = new QueryTile[groups.length];
    for (int g = 0; g < groups.length; g++) {
      queries[g] = groups[g].steps().queries();
    }
    return queries;
  }

  @Override
  public long bytes() {
    long bytes = TileBatch.bytes(met) + TileBatch.bytes(queries());
    return bytes + 16L * met.count() + 96L * groups.length + newShapes;
  }
}
