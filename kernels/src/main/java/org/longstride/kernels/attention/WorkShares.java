package org.longstride.kernels.attention;

import java.util.List;
import org.longstride.kernels.pattern.QueryOrder;
import org.longstride.kernels.plan.AttentionPlan;
import org.longstride.kernels.plan.HeadGroup;

/**
 * A whole sequence in shares of about the same small size. Where a group of heads has one pass, a
 * share is some batches of its tiles and some of its heads; where passes are merged, it is a run of
 * queries of one head.
 */
final class WorkShares {

  /** Queries that are merged at a time, at the least. */
  private static final int RUN = 2048;

  /** Ranges of a group's tiles for each thread, about: each thread lays out some of its own. */
  private static final int RANGES = 2;

  /** Shares for each thread, about: enough that threads end together. */
  private static final int SHARES = 8;

  /** Batches of a range, at most, where none finds keys of the last; heads do not share it. */
  private static final int SHORT = 8;

  /** Parts of the heads of a batch side by side, at most: it is as long as four others. */
  private static final int SIDE_BY_SIDE = 4;

  private final AttentionPlan plan;
  private final int n;
  private final int run;
  private final int takers;

  /** For each group the shares of all groups before it; and of all. */
  private final int[] before;

  /** The shares of so many threads. */
  WorkShares(AttentionPlan plan, int threads) {
    this.plan = plan;
    // In a causal model some ranges take longer than others.
    takers = (plan.sequence().causal() ? 2 : 1) * threads;
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
      return ranges(group) * parts(group);
    }
    return group.heads().size() * ((n + run - 1) / run);
  }

  private static QueryOrder order(HeadGroup group) {
    return group.passes().get(0).order();
  }

  private int tiles(HeadGroup group) {
    return order(group).tiles(0, n);
  }

  /** Batches of a range: many where each finds keys of the last. */
  private int batches(HeadGroup group) {
    boolean overlap = order(group).overlaps();
    int batches = tiles(group) / (RANGES * takers * order(group).batch());
    return Math.max(1, Math.min(overlap ? BatchPlanner.BATCHES : SHORT, batches));
  }

  private int ranges(HeadGroup group) {
    int tiles = batches(group) * order(group).batch();
    return (tiles(group) + tiles - 1) / tiles;
  }

  /**
   * Parts of a group's heads: several where ranges are long and few. All heads at once find a
   * range's layout in the cache, and need it once where there is no room to keep it.
   */
  private int parts(HeadGroup group) {
    int ranges = ranges(group);
    int wanted = (SHARES * takers + ranges - 1) / ranges;
    int most =
        order(group).sideBySide() > 1
            ? SIDE_BY_SIDE * batches(group)
            : (batches(group) + SHORT - 1) / SHORT;
    return Math.min(group.heads().size(), Math.min(wanted, most));
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
    int heads = group.heads().size();
    if (group.passes().size() == 1) {
      int tiles = batches(group) * order(group).batch();
      int range = rest % ranges(group);
      int part = rest / ranges(group);
      int parts = parts(group);
      List<Integer> some = group.heads().subList(part * heads / parts, (part + 1) * heads / parts);
      return new TileRange(group, some, 0, n, range * tiles, (range + 1) * tiles);
    }
    int from = rest / heads * run;
    List<Integer> head = group.heads().subList(rest % heads, rest % heads + 1);
    return new TileRange(group, head, from, Math.min(n, from + run));
  }
}
