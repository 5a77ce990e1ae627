package org.longstride.kernels.attention;

import org.longstride.kernels.plan.AttentionPlan;

/**
 * What is computed, and from what: the same for all tiles of a call.
 *
 * @param plan what attends to what
 * @param d features of queries and keys
 * @param dv features of values and outputs
 * @param options what happens to scores
 * @param queries where queries come from
 * @param keyValues where keys and values lie
 * @param outputs where outputs go
 */
record AttentionCall(
    AttentionPlan plan,
    int d,
    int dv,
    ScoreOptions options,
    Queries queries,
    KeyValues keyValues,
    Outputs outputs) {}
