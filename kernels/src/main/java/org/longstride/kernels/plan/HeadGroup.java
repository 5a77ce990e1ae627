package org.longstride.kernels.plan;

import java.util.List;

/**
 * Heads that see the same keys: their tiles are laid out once.
 *
 * @param heads the heads, ascending
 * @param passes what is computed, one after the other, and merged
 */
public record HeadGroup(List<Integer> heads, List<Pass> passes) {}
