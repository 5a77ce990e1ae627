package org.longstride.job.model.transformer;

import org.longstride.kernels.pattern.KeyRanges;
import org.longstride.kernels.pattern.QueryTile;
import org.longstride.kernels.pattern.Sequence;
import org.longstride.kernels.pattern.Term;
import org.longstride.kernels.plan.AttentionPlan;
import org.longstride.kernels.plan.HeadGroup;
import org.longstride.kernels.plan.Pass;

/** Estimates how many keys a query meets, from a few tiles spread over the document. */
final class AttentionCost {

  private static final int SAMPLES = 4;

  private AttentionCost() {}

  /** Pairs of query and key that are computed, all heads of a layer together. */
  static double pairs(AttentionPlan plan) {
    Sequence sequence = plan.sequence();
    double keys = 0;
    for (HeadGroup group : plan.groups()) {
      for (Pass pass : group.passes()) {
        for (int sample = 0; sample < SAMPLES; sample++) {
          double place = (sample + 0.5) / SAMPLES;
          keys += group.heads().size() * keys(pass, sequence, place);
        }
      }
    }
    return keys / SAMPLES * sequence.length();
  }

  /**
   * The keys that a tile meets, somewhere between the first (0) and the last (1) of the document.
   */
  private static double keys(Pass pass, Sequence sequence, double place) {
    int chunk = pass.order().preferredChunk();
    int from = (int) (place * sequence.length()) / chunk * chunk;
    int to = (int) Math.min(sequence.length(), (long) from + chunk);
    QueryTile tile = pass.order().tile(from, to, 0);
    if (tile.count() == 0) {
      return 0;
    }
    KeyCount keys = new KeyCount(sequence.causal() ? tile.last() + 1L : sequence.length());
    for (Term term : pass.terms()) {
      term.reach(sequence, tile, keys);
    }
    return Math.min(keys.count, keys.end);
  }

  /** Counts keys instead of listing them. */
  private static final class KeyCount implements KeyRanges {
    private final long end;
    private double count;

    private KeyCount(long end) {
      this.end = end;
    }

    @Override
    public void add(long from, long to, int step) {
      long first = Math.max(0, from);
      long last = Math.min(end, to);
      count += Math.max(0, (last - first + step - 1) / step);
    }
  }
}
