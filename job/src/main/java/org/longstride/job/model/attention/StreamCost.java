package org.longstride.job.model.attention;

import org.longstride.kernels.vector.LaneKernels;

/**
 * Multiply-adds of one layer's attention that is no pattern, estimated.
 *
 * @param heads query heads
 * @param kvHeads key-value heads
 * @param headDim elements of a head
 */
public record StreamCost(int heads, int kvHeads, int headDim) {

  /**
   * Performer: features of queries and keys, what they add to the sums and take out of them, and
   * the keys of the tile in progress one by one.
   *
   * @param features features of a query or key
   */
  public double performer(int features, int tokens) {
    double sums = features * (2.0 * headDim + 1);
    double tile = LaneKernels.LANES / 2.0 * (features + headDim + 1);
    return tokens * (heads * (sums + tile) + kvHeads * sums);
  }

  /**
   * Routing by assignment: the similarities of queries and keys with the centroids, and the pairs
   * inside clusters, were they of one size.
   *
   * @param clusters clusters of a head
   */
  public double routing(int clusters, int tokens) {
    double pairs = tokens * (tokens + 1.0) / 2 * heads;
    double rows = (double) tokens * (heads + kvHeads);
    return (rows * clusters + 2 * pairs / clusters) * headDim;
  }
}
