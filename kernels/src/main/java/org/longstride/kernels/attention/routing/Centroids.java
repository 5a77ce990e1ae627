package org.longstride.kernels.attention.routing;

/**
 * The centres of the clusters that queries and keys are routed to.
 *
 * @param kvHeads key-value heads, each with centroids of its own
 * @param clusters clusters of a head
 * @param d elements of queries and keys
 * @param means the centroids {@code [kvHeads, clusters, d]}; near unit length, as what is compared
 *     with them is
 */
public record Centroids(int kvHeads, int clusters, int d, float[] means) {

  /**
   * Checks the size.
   *
   * @throws IllegalArgumentException if the array does not hold what the sizes say
   */
  public Centroids {
    if (kvHeads < 1 || clusters < 1 || d < 1) {
      throw new IllegalArgumentException(
          String.format(
              "kvHeads is %d, clusters is %d, d is %d: each must be at least 1",
              kvHeads, clusters, d));
    }
    long expected = (long) kvHeads * clusters * d;
    if (means.length != expected) {
      throw new IllegalArgumentException(
          String.format(
              "means has %d elements, must have kvHeads x clusters x d = %d x %d x %d = %d",
              means.length, kvHeads, clusters, d, expected));
    }
  }
}
