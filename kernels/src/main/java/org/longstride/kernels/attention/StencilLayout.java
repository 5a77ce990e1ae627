package org.longstride.kernels.attention;

import org.longstride.kernels.pattern.QueryTile;

/**
 * A batch of tiles as stencils.
 *
 * @param groups some steps of queries at a time
 * @param panels where the batch's keys and values lie
 * @param bytes what it takes of memory, about: shapes that other batches have had before do not
 *     count
 */
record StencilLayout(Group[] groups, KeyPanels panels, long bytes) {

  /**
   * Queries that meet their keys together.
   *
   * @param steps the queries
   * @param shape who of them sees what; null if they see nothing
   * @param firstKey the number of their first key among the batch's
   */
  record Group(StencilSteps steps, StencilShape shape, int firstKey) {}

  /** The queries of all groups. */
  QueryTile[] queries() {
    QueryTile[] queries = new QueryTile[groups.length];
    for (int g = 0; g < groups.length; g++) {
      queries[g] = groups[g].steps().queries();
    }
    return queries;
  }
}
