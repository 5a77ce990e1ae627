package org.longstride.kernels.attention;

import org.longstride.kernels.pattern.QueryTile;

/** Queries that lie in rows, and need not be turned for those who want rows. */
public interface RowQueries extends Queries {

  /**
   * Copies a head's queries.
   *
   * @param head the head, from 0
   * @param tile which queries
   * @param rows takes a row of d features for each query, {@code [count, d]}
   */
  void loadRows(int head, QueryTile tile, float[] rows);
}
