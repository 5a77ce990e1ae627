package org.longstride.kernels.bench;

import org.longstride.kernels.pattern.QueryOrder;
import org.longstride.kernels.pattern.QueryTile;
import org.longstride.kernels.plan.AttentionPlan;
import org.longstride.kernels.plan.HeadGroup;
import org.longstride.kernels.plan.Pass;
import org.longstride.kernels.plan.TileKeys;

/** All that a plan asks of its pattern during one run: each tile's keys, listed once. */
public final class Planning implements Timed {

  private final Work work;
  private long pairs;

  /** The planning of some work. */
  public Planning(Work work) {
    this.work = work;
  }

  @Override
  public String name() {
    return "planning, one thread";
  }

  @Override
  public void run() {
    AttentionPlan plan = work.plan();
    TileKeys keys = new TileKeys();
    pairs = 0;
    for (HeadGroup group : plan.groups()) {
      long ofGroup = 0;
      for (Pass pass : group.passes()) {
        ofGroup += list(plan, pass, keys);
      }
      pairs += ofGroup * group.heads().size();
    }
  }

  private static long list(AttentionPlan plan, Pass pass, TileKeys keys) {
    int n = plan.sequence().length();
    int run = plan.preferredChunk();
    QueryOrder order = pass.order();
    long pairs = 0;
    for (int from = 0; from < n; from += run) {
      int to = Math.min(n, from + run);
      int tiles = order.tiles(from, to);
      for (int t = 0; t < tiles; t++) {
        QueryTile tile = order.tile(from, to, t);
        if (tile.count() > 0) {
          keys.list(pass, plan.sequence(), tile);
          pairs +=
              tile.count() == QueryTile.SIZE ? keys.visiblePairs() : visible(keys, tile.lanes());
        }
      }
    }
    return pairs;
  }

  /** Counts for queries that do not fill their tile; for those that do, listing has counted. */
  private static long visible(TileKeys keys, long lanes) {
    long pairs = 0;
    for (int i = 0; i < keys.count(); i++) {
      pairs += Long.bitCount(keys.visible()[i] & lanes);
    }
    return pairs;
  }

  /** Pairs of a query and a key that it sees, in all heads, as the last run counted them. */
  public long pairs() {
    return pairs;
  }

  /** Floating-point operations of a work: 4 d for each visible pair. */
  static double flops(Work work) {
    Planning planning = new Planning(work);
    planning.run();
    return 4.0 * work.d() * planning.pairs();
  }
}
