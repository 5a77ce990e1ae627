package org.longstride.job.explain;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.longstride.kernels.pattern.QueryOrder;
import org.longstride.kernels.pattern.QueryTile;
import org.longstride.kernels.pattern.Sequence;
import org.longstride.kernels.pattern.Term;
import org.longstride.kernels.plan.AttentionPlan;
import org.longstride.kernels.plan.HeadGroup;
import org.longstride.kernels.plan.Pass;
import org.longstride.kernels.plan.TileKeys;

/**
 * How far information travels: which tokens can have a say in one token's output. A token has its
 * own say in every layer (the residual path), and that of each key that any head of the layer shows
 * it; so the tokens of a stack are found from its top layer down. The one token is the last of a
 * causal sequence, the middle one of a bidirectional one.
 */
final class Reach {

  /** So many queries or fewer are asked one by one instead of in tiles. */
  private static final int FEW = 64;

  /**
   * The tokens behind an output.
   *
   * @param layers layers of the stack, from the model's first
   * @param back how far before the output's token the farthest one lies
   * @param ahead how far behind it the farthest one lies
   * @param tokens how many there are, the output's own among them
   * @param possible how many there could be
   * @param exact false if following them all took too long: then there may be more
   */
  record After(int layers, int back, int ahead, int tokens, int possible, boolean exact) {

    /** Whether as many tokens, as far away, are behind both. */
    boolean sameTokens(After other) {
      return back == other.back
          && ahead == other.ahead
          && tokens == other.tokens
          && exact == other.exact;
    }

    /** What fewer layers reach more do too, by the residual path, followed or not. */
    After atLeast(After fewer) {
      return exact
          ? this
          : new After(
              layers,
              Math.max(back, fewer.back),
              Math.max(ahead, fewer.ahead),
              Math.max(tokens, fewer.tokens),
              possible,
              false);
    }
  }

  private final List<AttentionPlan> plans;
  private final Sequence sequence;
  private final int origin;
  private final int possible;
  private final TileKeys keys = new TileKeys();
  private long budget;

  private Reach(List<AttentionPlan> plans, long budget) {
    this.plans = plans;
    this.sequence = plans.get(0).sequence();
    this.origin = sequence.causal() ? sequence.length() - 1 : sequence.length() / 2;
    this.possible = sequence.length();
    this.budget = budget;
  }

  /**
   * The reach of stacks of 1, 2, 4, ... and of all layers.
   *
   * @param plans the layers' plans, the first layer's first
   * @param budget how many keys may be followed, roughly
   */
  static List<After> of(List<AttentionPlan> plans, long budget) {
    Reach reach = new Reach(plans, budget);
    boolean alike = plans.stream().map(AttentionPlan::groups).distinct().count() == 1;
    List<After> every = alike ? reach.stack(plans.size()) : List.of();
    List<After> results = new ArrayList<>();
    After before = new After(0, 0, 0, 1, reach.possible, true);
    for (int layers = 1; layers > 0; layers = next(layers, plans.size())) {
      before = (alike ? every.get(layers - 1) : reach.top(layers)).atLeast(before);
      results.add(before);
    }
    return results;
  }

  private static int next(int layers, int all) {
    return layers == all ? 0 : Math.min(2 * layers, all);
  }

  private After top(int layers) {
    List<After> steps = stack(layers);
    return steps.get(steps.size() - 1);
  }

  /** From the top of a stack of so many layers down: what is reached after each. */
  private List<After> stack(int layers) {
    BitSet reached = new BitSet(sequence.length());
    reached.set(origin);
    // What a layer's pattern has once been asked it need not be asked again: nothing is forgotten.
    Map<List<HeadGroup>, BitSet> asked = new HashMap<>();
    List<After> steps = new ArrayList<>();
    for (int layer = layers - 1; layer >= 0; layer--) {
      List<HeadGroup> groups = plans.get(layer).groups();
      BitSet done = asked.computeIfAbsent(groups, g -> new BitSet(sequence.length()));
      BitSet queries = (BitSet) reached.clone();
      queries.andNot(done);
      done.or(queries);
      follow(groups, queries, reached);
      steps.add(after(layers - layer, reached));
    }
    return steps;
  }

  private After after(int layers, BitSet reached) {
    int back = origin - reached.nextSetBit(0);
    int ahead = reached.length() - 1 - origin;
    return new After(layers, back, ahead, reached.cardinality(), possible, budget > 0);
  }

  private void follow(List<HeadGroup> groups, BitSet queries, BitSet reached) {
    Set<Pass> passes = new LinkedHashSet<>();
    for (HeadGroup group : groups) {
      for (Pass pass : group.passes()) {
        passes.add(new Pass(pass.order(), pass.terms(), List.of()));
      }
    }
    boolean few = queries.cardinality() <= FEW;
    for (Pass pass : passes) {
      if (few) {
        List<Term> terms = pass.terms();
        Pass alone = new Pass(QueryOrder.SEQUENTIAL, terms, List.of());
        for (int query = queries.nextSetBit(0);
            query >= 0 && open(reached);
            query = queries.nextSetBit(query + 1)) {
          follow(alone, new QueryTile(query, 1, 1), 1L, reached);
        }
      } else {
        int tiles = pass.order().tiles(0, sequence.length());
        for (int t = 0; t < tiles && open(reached); t++) {
          QueryTile tile = pass.order().tile(0, sequence.length(), t);
          long lanes = lanes(tile, queries);
          if (lanes != 0) {
            follow(pass, tile, lanes, reached);
          }
        }
      }
    }
  }

  private boolean open(BitSet reached) {
    return budget > 0 && reached.nextClearBit(0) < possible;
  }

  private static long lanes(QueryTile tile, BitSet queries) {
    long lanes = 0;
    for (int lane = 0; lane < tile.count(); lane++) {
      if (queries.get(tile.query(lane))) {
        lanes |= 1L << lane;
      }
    }
    return lanes;
  }

  private void follow(Pass pass, QueryTile tile, long lanes, BitSet reached) {
    keys.list(pass, sequence, tile);
    int[] listed = keys.keys().toArray();
    long[] visible = keys.lanes().toArray();
    budget -= (long) listed.length * pass.terms().size() + 1;
    for (int i = 0; i < listed.length; i++) {
      if ((visible[i] & lanes) != 0) {
        reached.set(listed[i]);
      }
    }
  }
}
