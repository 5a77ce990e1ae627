package org.longstride.kernels.attention;

import org.longstride.kernels.plan.AttentionPlan;
import org.longstride.kernels.plan.Pass;

/** All that the first run of a plan does before it computes: who sees whom, listed and laid out. */
public final class LaidOutPlan {

  private LaidOutPlan() {}

  /**
   * Lays a plan out as a run of so many threads does; returns the bytes that it takes to keep.
   *
   * @param d features of a key
   */
  public static long layOut(AttentionPlan plan, int d, int threads) {
    int n = plan.sequence().length();
    KeptLayouts<BatchPlanner.BatchRun> kept = new KeptLayouts<>(Long.MAX_VALUE);
    KeptLayouts<BatchPlanner.BatchRun>.OfCall call =
        kept.of(new TiledAttention.LaidOutCall(plan, 0, n, d));
    BatchPlanner planner = new BatchPlanner();
    WorkShares shares = new WorkShares(plan, threads);
    for (int s = 0; s < shares.count(); s++) {
      TileRange range = shares.share(s);
      for (Pass pass : range.group().passes()) {
        int from = range.from();
        int to = range.to();
        int tiles = Math.min(range.lastTile(), pass.order().tiles(from, to));
        for (int t = range.firstTile(); t < tiles; ) {
          BatchPlanner.Tiles asked = new BatchPlanner.Tiles(pass, from, to, t, tiles);
          t = call.get(asked, () -> planner.plan(asked, plan.sequence(), d)).nextTile();
        }
      }
    }
    return kept.bytes();
  }
}
