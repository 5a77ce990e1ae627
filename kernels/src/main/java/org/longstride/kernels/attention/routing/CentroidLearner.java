package org.longstride.kernels.attention.routing;

import java.util.Arrays;
import java.util.Random;
import org.longstride.kernels.attention.HeadArrays;
import org.longstride.kernels.vector.LaneKernels;

/**
 * Learns centroids by a pass over a sample, batch by batch: spherical k-means over the directions
 * of queries and keys, followed by a moving average (Roy et al. 2021, section 4.1; the details
 * agree with routing-transformer: a cluster's new mean is the direction of the sum of its members,
 * an empty cluster keeps its mean, and averages are not brought back to unit length).
 *
 * <p>The first batch sets the centroids: tokens drawn at random, improved by 10 rounds. The same
 * batches and seed give the same bits.
 */
public final class CentroidLearner {

  /** The paper's decay. */
  public static final double DECAY = 0.999;

  /** Rounds of k-means on the first batch, as in the reference code. */
  private static final int ROUNDS = 10;

  private final LaneKernels kernels;
  private final int kvHeads;
  private final int clusters;
  private final double decay;
  private final long seed;
  private int d;
  private double[] means;

  /**
   * A learner that has seen nothing.
   *
   * @param kernels the arithmetic
   * @param kvHeads key-value heads, each with centroids of its own
   * @param clusters clusters of a head
   * @param decay what a batch leaves of the old means, from 0 to 1; {@link #DECAY} in the paper
   * @param seed decides which tokens of the first batch the centroids start from
   */
  public CentroidLearner(LaneKernels kernels, int kvHeads, int clusters, double decay, long seed) {
    if (!(decay >= 0 && decay <= 1)) {
      throw new IllegalArgumentException("decay is " + decay + ", must be from 0 to 1");
    }
    if (kvHeads < 1 || clusters < 1) {
      throw new IllegalArgumentException(
          "kvHeads is " + kvHeads + " and clusters is " + clusters + ", must be at least 1");
    }
    this.kernels = kernels;
    this.kvHeads = kvHeads;
    this.clusters = clusters;
    this.decay = decay;
    this.seed = seed;
  }

  /**
   * Learns from a batch: the queries of each head and the keys of its key-value head, but for
   * padding. Values are not looked at.
   *
   * @throws IllegalArgumentException if its sizes are not those of earlier batches, or all of the
   *     first batch is padding
   */
  public void see(HeadArrays batch) {
    if (batch.kvHeads() != kvHeads || means != null && batch.d() != d) {
      throw new IllegalArgumentException(
          String.format(
              "the batch has %d kvHeads of %d elements, the learner is for %d of %s",
              batch.kvHeads(), batch.d(), kvHeads, means == null ? "any" : String.valueOf(d)));
    }
    boolean first = means == null;
    if (first) {
      d = batch.d();
      means = new double[kvHeads * clusters * d];
    }
    for (int kvHead = 0; kvHead < kvHeads; kvHead++) {
      float[] directions = directions(batch, kvHead);
      if (first) {
        start(kvHead, directions);
        for (int round = 0; round < ROUNDS; round++) {
          System.arraycopy(
              newMeans(kvHead, directions), 0, means, kvHead * clusters * d, clusters * d);
        }
      }
      double[] updated = newMeans(kvHead, directions);
      for (int i = 0; i < updated.length; i++) {
        int at = kvHead * clusters * d + i;
        means[at] = means[at] * decay + updated[i] * (1 - decay);
      }
    }
  }

  /**
   * The centroids so far.
   *
   * @throws IllegalStateException if no batch was seen
   */
  public Centroids centroids() {
    if (means == null) {
      throw new IllegalStateException("no batch was seen: call see before centroids");
    }
    float[] rounded = new float[means.length];
    for (int i = 0; i < rounded.length; i++) {
      rounded[i] = (float) means[i];
    }
    return new Centroids(kvHeads, clusters, d, rounded);
  }

  /** Directions of the real queries of all heads of the group, and of the real keys. */
  private float[] directions(HeadArrays batch, int kvHead) {
    int n = batch.n();
    float[] rows = new float[(batch.group() + 1) * n * d];
    System.arraycopy(batch.q(), kvHead * batch.group() * n * d, rows, 0, batch.group() * n * d);
    System.arraycopy(batch.k(), kvHead * n * d, rows, batch.group() * n * d, n * d);
    int kept = 0;
    for (int row = 0; row < rows.length / d; row++) {
      if (batch.isReal(row % n)) {
        System.arraycopy(rows, row * d, rows, kept++ * d, d);
      }
    }
    return Directions.of(rows, 0, kept, d);
  }

  /** Draws tokens, each at most once while there are enough. */
  private void start(int kvHead, float[] directions) {
    int rows = directions.length / d;
    if (rows == 0) {
      throw new IllegalArgumentException("the first batch holds no real token");
    }
    Random random = new Random(seed + kvHead);
    int[] order = new int[rows];
    Arrays.setAll(order, row -> row);
    for (int cluster = 0; cluster < clusters; cluster++) {
      int drawn = cluster % rows;
      int other = drawn + random.nextInt(rows - drawn);
      int row = order[other];
      order[other] = order[drawn];
      order[drawn] = row;
      for (int c = 0; c < d; c++) {
        means[(kvHead * clusters + cluster) * d + c] = directions[row * d + c];
      }
    }
  }

  /** One round of k-means from the means so far. */
  private double[] newMeans(int kvHead, float[] directions) {
    int[] nearest =
        Similarities.of(kernels, centroids(), kvHead, directions, 0, directions.length / d)
            .nearest();
    double[] sums = new double[clusters * d];
    int[] members = new int[clusters];
    for (int row = 0; row < nearest.length; row++) {
      members[nearest[row]]++;
      for (int c = 0; c < d; c++) {
        sums[nearest[row] * d + c] += directions[row * d + c];
      }
    }
    for (int cluster = 0; cluster < clusters; cluster++) {
      double square = 0;
      for (int i = cluster * d; i < (cluster + 1) * d; i++) {
        square += sums[i] * sums[i];
      }
      double length = Math.max(Math.sqrt(square), 1e-12);
      for (int i = cluster * d; i < (cluster + 1) * d; i++) {
        sums[i] = members[cluster] == 0 ? means[kvHead * clusters * d + i] : sums[i] / length;
      }
    }
    return sums;
  }
}
