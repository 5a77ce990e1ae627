package org.longstride.kernels.attention;

import org.longstride.kernels.pattern.QueryTile;

/** Takes what some queries have gathered of their keys. */
@FunctionalInterface
interface StateSink {

  /** Takes it; the state is used for other queries then. */
  void take(QueryTile queries, SoftmaxState state);
}
