package org.longstride.kernels.attention.routing;

import java.util.Arrays;
import org.longstride.kernels.vector.LaneKernels;
import org.longstride.kernels.vector.LaneTiles;

/**
 * How near tokens are to the clusters of a head: the product of each token's query or key, or of
 * its direction, with each centroid. A token's are one chain of operations each, whatever tokens it
 * comes with.
 *
 * @param clusters clusters of the head
 * @param n tokens
 * @param scores {@code [clusters, n]}, and anything behind them
 */
record Similarities(int clusters, int n, float[] scores) {

  private static final int LANES = LaneKernels.LANES;

  /**
   * Compares tokens' directions with centroids: so tokens can be compared with each other.
   *
   * @param rows holds the tokens' queries or keys
   * @param at where the first begins
   * @param n tokens
   * @param room is filled with the scores
   */
  static Similarities ofDirections(
      LaneKernels kernels,
      Centroids centroids,
      int kvHead,
      float[] rows,
      int at,
      int n,
      float[] room) {
    return of(kernels, centroids, kvHead, rows, at, n, true, room);
  }

  /** The same of queries or keys as long as they are: which cluster is nearest is the same. */
  static Similarities of(
      LaneKernels kernels, Centroids centroids, int kvHead, float[] rows, int at, int n) {
    float[] scores = new float[Math.multiplyExact(centroids.clusters(), n)];
    return of(kernels, centroids, kvHead, rows, at, n, false, scores);
  }

  private static Similarities of(
      LaneKernels kernels,
      Centroids centroids,
      int kvHead,
      float[] rows,
      int at,
      int n,
      boolean directions,
      float[] scores) {
    int d = centroids.d();
    int clusters = centroids.clusters();
    int[] offsets = LaneTiles.evenly(kvHead * clusters * d, d, clusters);
    float[] x = new float[d * LANES];
    float[] inverse = new float[LANES];
    float[] tile = new float[clusters * LANES];
    for (int from = 0; from < n; from += LANES) {
      int count = Math.min(LANES, n - from);
      LaneTiles.toLanes(rows, at + from * d, d, count, d, x, 0);
      if (directions) {
        divideByLength(rows, at + from * d, count, d, inverse, x);
      }
      kernels.multiply(centroids.means(), offsets, clusters, d, x, LANES, tile, 0, false);
      for (int cluster = 0; cluster < clusters; cluster++) {
        System.arraycopy(tile, cluster * LANES, scores, cluster * n + from, count);
      }
    }
    return new Similarities(clusters, n, scores);
  }

  private static void divideByLength(
      float[] rows, int at, int count, int d, float[] inverse, float[] x) {
    for (int lane = 0; lane < count; lane++) {
      inverse[lane] = Directions.inverseLength(rows, at + lane * d, d);
    }
    for (int c = 0; c < d; c++) {
      for (int lane = 0; lane < LANES; lane++) {
        x[c * LANES + lane] *= inverse[lane];
      }
    }
  }

  /** Each token's nearest cluster; of equals the first. */
  int[] nearest() {
    int[] nearest = new int[n];
    float[] largest = Arrays.copyOf(scores, n);
    for (int cluster = 1; cluster < clusters; cluster++) {
      for (int token = 0, at = cluster * n; token < n; token++, at++) {
        if (scores[at] > largest[token]) {
          largest[token] = scores[at];
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
