package org.longstride.kernels.attention.routing;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.longstride.kernels.attention.HeadArrays;
import org.longstride.kernels.attention.ScoreOptions;
import org.longstride.kernels.pattern.QueryTile;
import org.longstride.kernels.vector.LaneKernels;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Routing attention by top picks (Roy et al. 2021, section 4.1), agreeing with
 * routing-transformer's KmeansAttention: each cluster takes the queries and keys nearest to its
 * centroid, and they attend to each other. A query that several clusters picked gets the mean of
 * its outputs there, divided by their number plus epsilon; one that none picked gets zeros. Padding
 * competes for places like any token, and is then seen by no query.
 *
 * <p>What this means for likelihoods: a cluster picks over the whole sequence, so a later token can
 * push an earlier one out, and which earlier tokens a query sees then depends on its future, even
 * where no attention weight looks ahead. Scores of a causal model that picks like this do not
 * multiply to the probability of the text. {@link RoutingStream}, where each token is assigned by
 * itself, is truly causal.
 *
 * <p>Threads take whole key-value heads, so their number does not change a bit of the result.
 */
public final class RoutingAttention {

  private final LaneKernels kernels;
  private final int threads;

  /**
   * Routing attention.
   *
   * @param kernels the arithmetic
   * @param threads how many threads work on one call, at least 1
   */
  public RoutingAttention(LaneKernels kernels, int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads is " + threads + ", must be at least 1");
    }
    this.kernels = kernels;
    this.threads = threads;
  }

  /**
   * Attention of a whole sequence.
   *
   * @param arrays queries, keys and values
   * @param routing who finds whom
   * @param options what happens to scores
   * @return outputs {@code [heads, n, dv]}
   * @throws IllegalArgumentException if the arrays do not fit the centroids, or queries are to be
   *     keys and have other heads, or sinks
   */
  public float[] attend(HeadArrays arrays, Routing routing, ScoreOptions options) {
    requireFit(arrays, routing, options);
    float[] out = new float[Math.multiplyExact(arrays.heads() * arrays.n(), arrays.dv())];
    AtomicInteger next = new AtomicInteger();
    IntStream.range(0, Math.min(threads, arrays.kvHeads()))
        .parallel()
        .forEach(
            thread -> {
              TopPicks picks = new TopPicks(kernels, routing);
              ClusterAttention attention = new ClusterAttention(kernels);
              for (int kvHead = next.getAndIncrement();
                  kvHead < arrays.kvHeads();
                  kvHead = next.getAndIncrement()) {
                attend(arrays, routing, options, kvHead, picks, attention, out);
              }
            });
    return out;
  }

  private static void requireFit(HeadArrays arrays, Routing routing, ScoreOptions options) {
    Centroids centroids = routing.centroids();
    if (arrays.d() != centroids.d() || arrays.kvHeads() != centroids.kvHeads()) {
      throw new IllegalArgumentException(
          String.format(
              "k has %d heads of %d elements, the centroids are for %d of %d",
              arrays.kvHeads(), arrays.d(), centroids.kvHeads(), centroids.d()));
    }
    if (routing.sharedKeys() && options.sinks() != null) {
      throw new IllegalArgumentException(
          "options has sinks, with sharedKeys a query alone would lose itself to them: pass null");
    }
    if (routing.sharedKeys() && arrays.group() != 1) {
      throw new IllegalArgumentException(
          String.format(
              "heads is %d and kvHeads %d, with sharedKeys they must be equal",
              arrays.heads(), arrays.kvHeads()));
    }
    ClusterMemory memory = routing.memory();
    if (memory != null) {
      int rows = centroids.kvHeads() * centroids.clusters() * memory.size();
      if (memory.keys().length != rows * arrays.d()
          || memory.values().length != rows * arrays.dv()) {
        throw new IllegalArgumentException(
            String.format(
                "memory has %d elements of keys and %d of values, must have %d rows of %d and %d",
                memory.keys().length, memory.values().length, rows, arrays.d(), arrays.dv()));
      }
    }
  }

  /**
   * Attention on ND4J arrays.
   *
   * @param q queries, float32 {@code [heads, n, d]}
   * @param k keys, float32 {@code [kvHeads, n, d]}
   * @param v values, float32 {@code [kvHeads, n, dv]}
   * @param mask true where a token is real, {@code [n]}; null: all are
   * @param routing who finds whom
   * @param options what happens to scores
   * @return outputs, float32 {@code [heads, n, dv]}
   * @throws IllegalArgumentException if a shape does not fit
   */
  public INDArray attend(
      INDArray q, INDArray k, INDArray v, boolean[] mask, Routing routing, ScoreOptions options) {
    HeadArrays arrays = HeadArrays.of(q, k, v, mask);
    return Nd4j.createFromArray(attend(arrays, routing, options))
        .reshape(arrays.heads(), arrays.n(), arrays.dv());
  }

  private void attend(
      HeadArrays arrays,
      Routing routing,
      ScoreOptions options,
      int kvHead,
      TopPicks topPicks,
      ClusterAttention attention,
      float[] out) {
    ClusterRows rows = new ClusterRows(arrays, routing, kvHead);
    float[] source = routing.sharedKeys() ? arrays.q() : arrays.k();
    int n = arrays.n();
    int d = arrays.d();
    int[][] keys = topPicks.of(source, kvHead * n * d, n, kvHead);
    for (int member = 0; member < arrays.group(); member++) {
      int head = kvHead * arrays.group() + member;
      int[][] queries =
          routing.sharedKeys() ? keys : topPicks.of(arrays.q(), head * n * d, n, kvHead);
      int[] picks = new int[n];
      for (int cluster = 0; cluster < keys.length; cluster++) {
        int[] positions = queries[cluster];
        rows.select(cluster, keys[cluster]);
        attention.attend(
            new ClusterTerm(arrays, routing, positions, keys[cluster]),
            arrays,
            head,
            positions,
            rows.count(),
            rows,
            options,
            (tile, o, sum) -> {
              for (int i = 0; i < tile.count(); i++) {
                picks[positions[tile.query(i)]]++;
              }
              fillBlind(routing, rows, arrays.dv(), tile, o, sum);
              add(o, tile, positions, arrays.dv(), out, head * arrays.n());
            });
      }
      average(picks, routing.epsilon(), out, head * arrays.n(), arrays.dv());
    }
  }

  private static void fillBlind(
      Routing routing, ClusterRows rows, int dv, QueryTile tile, float[] o, float[] sum) {
    if (routing.blind() == Routing.Blind.ZEROS) {
      return;
    }
    float[] mean = null;
    for (int i = 0; i < tile.count(); i++) {
      if (sum[i] == 0) {
        mean = mean == null ? rows.meanValue(dv) : mean;
        System.arraycopy(mean, 0, o, i * dv, dv);
      }
    }
  }

  private static void add(
      float[] o, QueryTile tile, int[] positions, int dv, float[] out, int firstRow) {
    for (int i = 0; i < tile.count(); i++) {
      int at = (firstRow + positions[tile.query(i)]) * dv;
      for (int c = 0; c < dv; c++) {
        out[at + c] += o[i * dv + c];
      }
    }
  }

  private static void average(int[] picks, float epsilon, float[] out, int firstRow, int dv) {
    for (int token = 0; token < picks.length; token++) {
      if (picks[token] > 0) {
        float divisor = picks[token] + epsilon;
        for (int i = (firstRow + token) * dv; i < (firstRow + token + 1) * dv; i++) {
          out[i] /= divisor;
        }
      }
    }
  }
}
