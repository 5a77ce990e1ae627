package org.longstride.kernels.bench;

import org.longstride.kernels.pattern.QueryOrder;
import org.longstride.kernels.pattern.QueryTile;
import org.longstride.kernels.plan.AttentionPlan;
import org.longstride.kernels.plan.HeadGroup;
import org.longstride.kernels.plan.Pass;
import org.longstride.kernels.plan.TileKeys;

/** Pairs of a query and a key that it sees. */
final class VisiblePairs {

  private VisiblePairs() {}

  /** Floating-point operations of a work: 4 d for each pair. */
  static double flops(Work work) {
    return 4.0 * work.d() * count(work.plan());
  }

  private static long count(AttentionPlan plan) {
    long pairs = 0;
    for (HeadGroup group : plan.groups()) {
      for (Pass pass : group.passes()) {
        pairs += count(plan, pass) * group.heads().size();
      }
    }
    return pairs;
  }

  private static long count(AttentionPlan plan, Pass pass) {
    int n = plan.sequence().length();
    int run = plan.preferredChunk();
    QueryOrder order = pass.order();
    TileKeys keys = new TileKeys();
    long pairs = 0;
    for (int from = 0; from < n; from += run) {
      int to = Math.min(n, from + run);
      int tiles = order.tiles(from, to);
      for (int t = 0; t < tiles; t++) {
        QueryTile tile = order.tile(from, to, t);
        if (tile.count() > 0) {
          keys.list(pass, plan.sequence(), tile);
          pairs += keys.lanes().visiblePairs(tile.lanes());
        }
      }
    }
    return pairs;
  }
}
