package org.longstride.kernels.attention.routing;

/**
 * Keys and values that belong to a cluster and not to any token: every query of the cluster sees
 * them. The reference code learns them; causal attention with separate queries and keys has at
 * least one there, so that no query sees nothing.
 *
 * @param size how many a cluster has
 * @param keys {@code [kvHeads, clusters, size, d]}
 * @param values {@code [kvHeads, clusters, size, dv]}
 */
public record ClusterMemory(int size, float[] keys, float[] values) {

  /**
   * Checks the size.
   *
   * @throws IllegalArgumentException if it is below 1
   */
  public ClusterMemory {
    if (size < 1) {
      throw new IllegalArgumentException(
          "size is " + size + ", must be at least 1; without a memory pass null for it");
    }
  }
}
