package org.longstride.kernels.plan;

import java.util.List;
import org.longstride.kernels.pattern.QueryOrder;
import org.longstride.kernels.pattern.Term;

/**
 * One way through a head's queries: the terms that share an order of queries are computed together.
 *
 * @param order how queries are dealt into tiles
 * @param terms the keys that this pass sees
 * @param earlier the keys that earlier passes have seen: left out here, so that each pair counts
 *     once
 */
public record Pass(QueryOrder order, List<Term> terms, List<Term> earlier) {}
