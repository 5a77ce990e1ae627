package org.longstride.kernels.attention;

import java.util.ArrayList;
import java.util.List;
import org.longstride.kernels.attention.StencilBatch.Group;
import org.longstride.kernels.pattern.QueryOrder;
import org.longstride.kernels.pattern.QueryTile;
import org.longstride.kernels.plan.KeyRuns;
import org.longstride.kernels.plan.LaneRuns;
import org.longstride.kernels.vector.StencilKernels;

/** Lays batches out as stencils, where that computes fewer scores that nobody sees. */
final class StencilPlanner {

  private static final int LANES = StencilKernels.LANES;

  /** Keys of a batch at most: with 64 features they fill a second-level cache. */
  private static final int MOST_KEYS = 4096;

  /** Keys that a tile meets at most. */
  private static final int MOST_OF_TILE = QueryOrder.FEW_KEYS;

  /** How many times more scores blocks may compute before stencils are better. */
  private static final double WORTH = 1.05;

  /** What laying a key into lanes costs, in scores. */
  private static final int LAYING = 4;

  private final StencilShapes shapes = new StencilShapes();
  private final int[] numbers = new int[MOST_OF_TILE];
  private final long[] visible = new long[MOST_OF_TILE];
  private final long[] own = new long[MOST_OF_TILE];

  /**
   * Lays a batch out.
   *
   * @param tiles the batch's tiles
   * @param all the keys that any of them meets; the batch holds on to them
   * @param keys for each tile its keys
   * @param d features of a key
   * @param last the batch that is computed before this one for the same head, or null: what both
   *     meet stays in place
   * @return null where that is not worth while
   */
  StencilBatch plan(QueryTile[] tiles, KeyRuns all, SeenKeys[] keys, int d, TileBatch last) {
    if (all.count() == 0 || all.count() > MOST_KEYS) {
      return null;
    }
    long scores = 0;
    long seen = 0;
    for (SeenKeys ofTile : keys) {
      if (ofTile.count() > MOST_OF_TILE) {
        return null;
      }
      scores += scoresOfBlocks(ofTile.lanes());
      seen += ofTile.lanes().visiblePairs();
    }
    // At best every computed score is visible; where that would not do, nothing is laid out.
    if (scores < WORTH * (seen + (long) LAYING * all.count())) {
      return null;
    }
    int[] met = all.toArray();
    KeyRows rows = KeyRows.of(met, StencilSteps.of(tiles[0]));
    KeyPanels before = last instanceof StencilBatch stencils ? stencils.panels() : null;
    KeyPanels panels = new KeyPanels(met, rows, d, before);
    long known = shapes.bytes();
    List<Group> groups = new ArrayList<>();
    double most = scores / WORTH;
    long computed = (long) LAYING * met.length;
    for (int t = 0; t < tiles.length; t++) {
      int count = keys[t].count();
      keys[t].numbers().write(0, 0, count, numbers);
      keys[t].lanes().write(0, count, visible);
      for (StencilSteps steps : StencilSteps.of(tiles[t])) {
        StencilShape shape = count == 0 ? null : shape(steps, count, panels);
        computed += shape == null ? 0 : shape.scores();
        if (computed > most || shape != null && !shape.isInOrder()) {
          return null;
        }
        groups.add(new Group(steps, shape, count == 0 ? 0 : numbers[0]));
      }
    }
    return new StencilBatch(all, groups.toArray(Group[]::new), panels, shapes.bytes() - known);
  }

  /** Scores that blocks compute: of each key those of whole vectors, where any lane sees it. */
  private static long scoresOfBlocks(LaneRuns lanes) {
    long vectors = 0;
    for (int run = 0; run < lanes.runs(); run++) {
      for (int lane = 0; lane < StencilKernels.WIDTH; lane += LANES) {
        boolean any = (lanes.lanes(run) >>> lane & (1 << LANES) - 1) != 0;
        vectors += any ? lanes.size(run) : 0;
      }
    }
    return LANES * vectors;
  }

  private StencilShape shape(StencilSteps steps, int count, KeyPanels panels) {
    for (int i = 0; i < count; i++) {
      own[i] = steps.own(visible[i]);
    }
    return shapes.of(steps.lanes(), count, own, numbers, panels);
  }
}
