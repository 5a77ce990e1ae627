package org.longstride.kernels.attention;

import java.util.List;
import org.longstride.kernels.plan.AttentionPlan;
import org.longstride.kernels.plan.HeadGroup;

/**
 * A whole sequence in shares of about the same small size. Where a group of heads has one pass, a
 * share is some batches of its tiles; where passes are merged, it is a run of queries of one head.
 */
final class WorkShares {

  /** Queries that are merged at a time, at the least. */
  private static final int RUN = 2048;

  /**
   * Shares of a group's tiles for each thread, about: enough that threads end together, though in a
   * causal model some take longer.
   */
  private static final int ENOUGH = 2;

  private final AttentionPlan plan;
  private final int n;
  private final int run;
  private final int enough;

  /** For each group the shares of all groups before it; and of all. */
  private final int[] before;

  /** The shares of so many threads. */
  WorkShares(AttentionPlan plan, int threads) {
    this.plan = plan;
    enough = (plan.sequence().causal() ? 2 : 1) * ENOUGH * threads;
    n = plan.sequence().length();
    int chunk = plan.preferredChunk();
    run = (int) Math.min(n, (RUN + chunk - 1L) / chunk * chunk);
    before = new int[plan.groups().size() + 1];
    for (int g = 0; g < plan.groups().size(); g++) {
      before[g + 1] = before[g] + shares(plan.groups().get(g));
    }
  }

  private int shares(HeadGroup group) {
    if (n == 0) {
      return 0;
    }
    if (group.passes().size() == 1) {
      int share = tilesOfShare(group);
      return (tiles(group) + share - 1) / share;
    }
    return group.heads().size() * ((n + run - 1) / run);
  }

  private int tiles(HeadGroup group) {
    return group.passes().get(0).order().tiles(0, n);
  }

  private int tilesOfShare(HeadGroup group) {
    int batches = tiles(group) / (enough * TileBatch.SIZE);
    return TileBatch.SIZE * Math.max(1, Math.min(BatchPlanner.BATCHES, batches));
  }

  /** How many shares there are. */
  int count() {
    return before[before.length - 1];
  }

  /** One of them. */
  TileRange share(int index) {
    int g = 0;
    while (index >= before[g + 1]) {
      g++;
    }
    HeadGroup group = plan.groups().get(g);
    int rest = index - before[g];
    if (group.passes().size() == 1) {
      int tiles = tilesOfShare(group);
      return new TileRange(group, group.heads(), 0, n, rest * tiles, (rest + 1) * tiles);
    }
    int heads = group.heads().size();
    int from = rest / heads * run;
    List<Integer> head = group.heads().subList(rest % heads, rest % heads + 1);
    return new TileRange(group, head, from, Math.min(n, from + run));
  }
}
