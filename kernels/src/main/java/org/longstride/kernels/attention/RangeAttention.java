package org.longstride.kernels.attention;

import org.longstride.kernels.plan.AttentionPlan;

/**
 * Attention of some of a sequence's queries. A query's output does not depend on how the sequence
 * is cut into calls. An instance holds scratch memory and belongs to one thread at a time.
 */
public interface RangeAttention {

  /**
   * Computes the outputs of the queries {@code from} to {@code to} (exclusive) in all heads.
   *
   * @param plan what attends to what
   * @param from the first query
   * @param to one past the last query; any number of them, best a multiple of {@link
   *     AttentionPlan#preferredChunk()}
   * @param d features of queries and keys
   * @param dv features of values and outputs
   * @param options what happens to scores
   * @param q where queries come from
   * @param kv where keys and values lie
   * @param out where outputs go: each head and query once
   */
  void attend(
      AttentionPlan plan,
      int from,
      int to,
      int d,
      int dv,
      ScoreOptions options,
      Queries q,
      KeyValues kv,
      Outputs out);
}
