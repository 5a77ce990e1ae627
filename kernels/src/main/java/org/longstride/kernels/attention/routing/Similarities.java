package org.longstride.kernels.attention.routing;

import java.util.Arrays;
import org.longstride.kernels.vector.LaneKernels;

/**
 * How near tokens are to the clusters of a head: the product of each token's direction with each
 * centroid. A token's are one chain of operations each, whatever tokens it comes with.
 *
 * @param clusters clusters of the head
 * @param n tokens
 * @param scores {@code [clusters, n]}
 */
record Similarities(int clusters, int n, float[] scores) {

  private static final int LANES = LaneKernels.LANES;

  /**
   * Compares tokens with centroids.
   *
   * @param directions the tokens' queries or keys, of unit length, {@code [n, d]}
   */
  static Similarities of(LaneKernels kernels, Centroids centroids, int kvHead, float[] directions) {
    int d = centroids.d();
    int clusters = centroids.clusters();
    int n = directions.length / d;
    int[] offsets = new int[clusters];
    Arrays.setAll(offsets, cluster -> (kvHead * clusters + cluster) * d);
    float[] x = new float[d * LANES];
    float[] tile = new float[clusters * LANES];
    float[] scores = new float[Math.multiplyExact(clusters, n)];
    for (int from = 0; from < n; from += LANES) {
      int count = Math.min(LANES, n - from);
      for (int lane = 0; lane < count; lane++) {
        for (int c = 0; c < d; c++) {
          x[c * LANES + lane] = directions[(from + lane) * d + c];
        }
      }
      kernels.multiply(centroids.means(), offsets, clusters, d, x, LANES, tile, 0, false);
      for (int cluster = 0; cluster < clusters; cluster++) {
        System.arraycopy(tile, cluster * LANES, scores, cluster * n + from, count);
      }
    }
    return new Similarities(clusters, n, scores);
  }

  /** Each token's nearest cluster; of equals the first. */
  int[] nearest() {
    int[] nearest = new int[n];
    for (int cluster = 1; cluster < clusters; cluster++) {
      for (int token = 0; token < n; token++) {
        if (scores[cluster * n + token] > scores[nearest[token] * n + token]) {
          nearest[token] = cluster;
        }
      }
    }
    return nearest;
  }

  /** For each cluster the {@code window} tokens that are nearest to it, ascending by position. */
  int[][] top(int window) {
    int[][] members = new int[clusters][];
    TopMembers top = new TopMembers(Math.min(window, n));
    for (int cluster = 0; cluster < clusters; cluster++) {
      members[cluster] = top.of(scores, cluster * n, n);
    }
    return members;
  }
}
