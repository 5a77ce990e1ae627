package org.longstride.kernels.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.longstride.kernels.pattern.AttentionPattern;
import org.longstride.kernels.pattern.QueryOrder;
import org.longstride.kernels.pattern.QueryTile;
import org.longstride.kernels.pattern.Sequence;
import org.longstride.kernels.pattern.Term;

/**
 * How a layer's attention is computed: heads that see the same keys form a group, and a group's
 * terms that share an order of queries form a pass. A plan holds nothing that grows with the
 * sequence: the keys of a tile are listed when the tile is first computed, once for all heads of
 * the group, and kernels keep in bounded memory what they made of the lists.
 */
public final class AttentionPlan {

  private final Sequence sequence;
  private final int heads;
  private final int kvHeads;
  private final int preferredChunk;
  private final List<HeadGroup> groups;

  private AttentionPlan(
      Sequence sequence, int heads, int kvHeads, int preferredChunk, List<HeadGroup> groups) {
    this.sequence = sequence;
    this.heads = heads;
    this.kvHeads = kvHeads;
    this.preferredChunk = preferredChunk;
    this.groups = groups;
  }

  /**
   * Plans a layer.
   *
   * @param pattern what attends to what
   * @param layer the layer, from 0
   * @param heads query heads
   * @param kvHeads key-value heads; a divisor of {@code heads} (grouped-query attention)
   * @param sequence length and direction
   */
  public static AttentionPlan of(
      AttentionPattern pattern, int layer, int heads, int kvHeads, Sequence sequence) {
    if (heads < 1 || kvHeads < 1 || heads % kvHeads != 0) {
      throw new IllegalArgumentException(
          "kvHeads is " + kvHeads + ", must divide heads, which is " + heads);
    }
    Map<List<Term>, List<Integer>> headsByTerms = new LinkedHashMap<>();
    for (int head = 0; head < heads; head++) {
      List<Term> terms = pattern.terms(layer, head, heads);
      headsByTerms.computeIfAbsent(terms, t -> new ArrayList<>()).add(head);
    }
    List<HeadGroup> groups = new ArrayList<>();
    headsByTerms.forEach(
        (terms, members) ->
            groups.add(new HeadGroup(List.copyOf(members), passes(terms, sequence))));
    return new AttentionPlan(sequence, heads, kvHeads, preferredChunk(groups), List.copyOf(groups));
  }

  private static int preferredChunk(List<HeadGroup> groups) {
    int chunk = QueryTile.SIZE;
    for (HeadGroup group : groups) {
      for (Pass pass : group.passes()) {
        chunk = Math.max(chunk, pass.order().preferredChunk());
      }
    }
    return chunk;
  }

  private static List<Pass> passes(List<Term> terms, Sequence sequence) {
    Map<QueryOrder, List<Term>> termsByOrder = new LinkedHashMap<>();
    for (Term term : terms) {
      termsByOrder.computeIfAbsent(term.order(sequence), o -> new ArrayList<>()).add(term);
    }
    List<Pass> passes = new ArrayList<>();
    List<Term> earlier = new ArrayList<>();
    termsByOrder.forEach(
        (order, members) -> {
          passes.add(new Pass(order, List.copyOf(members), List.copyOf(earlier)));
          earlier.addAll(members);
        });
    return List.copyOf(passes);
  }

  /** The sequence that the plan is for. */
  public Sequence sequence() {
    return sequence;
  }

  /** Query heads. */
  public int heads() {
    return heads;
  }

  /** Key-value heads. */
  public int kvHeads() {
    return kvHeads;
  }

  /** The key-value head that a query head reads. */
  public int kvHead(int head) {
    return head / (heads / kvHeads);
  }

  /** The groups of heads that see the same keys; each head is in one. */
  public List<HeadGroup> groups() {
    return groups;
  }

  /**
   * The plan of those heads only that read some key-value heads; they keep their numbers, and their
   * tiles.
   *
   * @param from the first key-value head
   * @param to one past the last
   */
  public AttentionPlan ofKvHeads(int from, int to) {
    List<HeadGroup> some = new ArrayList<>();
    for (HeadGroup group : groups) {
      List<Integer> members =
          group.heads().stream().filter(h -> kvHead(h) >= from && kvHead(h) < to).toList();
      if (!members.isEmpty()) {
        some.add(new HeadGroup(members, group.passes()));
      }
    }
    return new AttentionPlan(sequence, heads, kvHeads, preferredChunk, List.copyOf(some));
  }

  /** Whether any query from {@code from} on may still see the key. */
  public boolean retains(int key, int from) {
    for (HeadGroup group : groups) {
      for (Pass pass : group.passes()) {
        for (Term term : pass.terms()) {
          if (term.retains(sequence, key, from)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /** How many consecutive queries fill the lanes of every tile: 64 in most plans. */
  public int preferredChunk() {
    return preferredChunk;
  }
}
