package org.longstride.job.explain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.longstride.kernels.pattern.QueryOrder;
import org.longstride.kernels.pattern.QueryTile;
import org.longstride.kernels.pattern.Sequence;
import org.longstride.kernels.pattern.Term;
import org.longstride.kernels.plan.LaneRuns;
import org.longstride.kernels.plan.Pass;
import org.longstride.kernels.plan.TileKeys;

/**
 * Counts what a plan's tiles hold. Where all tiles together would take too long, tiles are sampled:
 * from the lightest to the heaviest, evenly along the sum of their reach, so that each is drawn as
 * often as it is heavy, and what it holds is divided by that. The first, the last and the heaviest
 * tile are always counted.
 */
final class TileSurvey {

  private final Sequence sequence;
  private final TileKeys keys = new TileKeys();
  private final int[] seenByLane = new int[QueryTile.SIZE];
  private double visible;
  private double met;
  private long tiles;
  private long cost;
  private int[] seen;
  private final List<Integer> candidates = new ArrayList<>();

  private TileSurvey(Sequence sequence) {
    this.sequence = sequence;
  }

  /**
   * Counts the passes of one head.
   *
   * @param passes its passes
   * @param sequence length and direction
   * @param budget how many keys may be asked about, roughly; a key counts once for each term
   */
  static TileCounts of(List<Pass> passes, Sequence sequence, long budget) {
    return new TileSurvey(sequence).count(passes, budget / passes.size());
  }

  private TileCounts count(List<Pass> passes, long budget) {
    List<TileSample> samples = new ArrayList<>();
    for (Pass pass : passes) {
      samples.add(TileSample.of(pass, sequence, budget));
    }
    boolean exact = samples.stream().allMatch(TileSample::exact);
    seen = exact ? new int[sequence.length()] : null;
    for (int p = 0; p < passes.size(); p++) {
      visit(passes.get(p), samples.get(p));
    }
    int largest = exact ? Arrays.stream(seen).max().orElse(0) : largest(passes);
    return new TileCounts(visible, largest, passes.size(), tiles, met, cost, exact);
  }

  private void visit(Pass pass, TileSample sample) {
    QueryOrder order = pass.order();
    int count = order.tiles(0, sequence.length());
    tiles += count;
    for (int i = 0; i < sample.size(); i++) {
      QueryTile tile = order.tile(0, sequence.length(), sample.tile(i));
      if (tile.count() == 0) {
        continue;
      }
      keys.list(pass, sequence, tile);
      cost += (long) keys.keys().count() * (pass.terms().size() + pass.earlier().size());
      countLanes(tile);
      int fullest = 0;
      long pairs = 0;
      for (int lane = 0; lane < tile.count(); lane++) {
        pairs += seenByLane[lane];
        fullest = seenByLane[lane] > seenByLane[fullest] ? lane : fullest;
        if (seen != null) {
          seen[tile.query(lane)] += seenByLane[lane];
        }
      }
      visible += sample.weight(i) * pairs;
      met += sample.weight(i) * keys.keys().count();
      if (seen == null) {
        candidates.add(tile.query(fullest));
      }
    }
  }

  private void countLanes(QueryTile tile) {
    Arrays.fill(seenByLane, 0);
    int all = 0;
    LaneRuns seers = keys.lanes();
    for (int run = 0; run < seers.runs(); run++) {
      if (seers.lanes(run) == -1L) {
        all += seers.size(run);
      } else {
        for (long rest = seers.lanes(run); rest != 0; rest &= rest - 1) {
          seenByLane[Long.numberOfTrailingZeros(rest)] += seers.size(run);
        }
      }
    }
    for (int lane = 0; lane < tile.count(); lane++) {
      seenByLane[lane] += all;
    }
  }

  /** The most keys that a query sees of those that saw the most in their tiles. */
  private int largest(List<Pass> passes) {
    List<Term> terms = passes.stream().flatMap(pass -> pass.terms().stream()).toList();
    Pass together = new Pass(QueryOrder.SEQUENTIAL, terms, List.of());
    int largest = 0;
    int step = Math.max(1, candidates.size() / 64);
    for (int i = 0; i < candidates.size(); i += i < 2 ? 1 : step) {
      keys.list(together, sequence, new QueryTile(candidates.get(i), 1, 1));
      cost += (long) keys.keys().count() * terms.size();
      largest = Math.max(largest, keys.keys().count());
    }
    return largest;
  }
}
