package org.longstride.kernels.attention.routing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.longstride.kernels.attention.HeadArrays;
import org.longstride.kernels.attention.ScoreOptions;
import org.longstride.kernels.vector.LaneKernels;

/**
 * Routing attention by assignment only, over a sequence that comes in pieces: each query goes to
 * the cluster whose centroid is nearest to its direction, each key likewise, and a query sees the
 * earlier keys of its cluster and its own key. Where queries are keys too, a token attends to the
 * earlier tokens of its own cluster and to itself.
 *
 * <p>A token is assigned by nothing but itself, so no output depends on what follows, and the
 * scores of a model with this attention are true likelihoods; with top picks ({@link
 * RoutingAttention}) they are not. The price is that clusters differ in size: with k clusters a
 * query sees a k-th of the past on average, and keys and values of all tokens are kept.
 *
 * <p>Pieces may have any size: each output is the same bits however the sequence was cut. Padding
 * joins no cluster, is seen by no query and gets zeros. An instance belongs to one sequence and one
 * thread at a time.
 */
public final class RoutingStream {

  private final LaneKernels kernels;
  private final Centroids centroids;
  private final int heads;
  private final int dv;
  private final ScoreOptions options;
  private final ClusterAttention attention;
  private final List<ClusterHistory> histories = new ArrayList<>();

  /**
   * A stream at the beginning of a sequence.
   *
   * @param kernels the arithmetic
   * @param centroids the clusters' centres, of all key-value heads
   * @param heads query heads, a multiple of the key-value heads
   * @param dv elements of values
   * @param options what happens to scores
   */
  public RoutingStream(
      LaneKernels kernels, Centroids centroids, int heads, int dv, ScoreOptions options) {
    this.kernels = kernels;
    this.centroids = centroids;
    this.heads = heads;
    this.dv = dv;
    this.options = options;
    attention = new ClusterAttention(kernels);
    for (int kvHead = 0; kvHead < centroids.kvHeads(); kvHead++) {
      histories.add(new ClusterHistory(centroids.clusters(), centroids.d(), dv));
    }
  }

  /**
   * Attends with the next tokens to the tokens so far.
   *
   * @param next queries, keys and values of the next tokens
   * @return outputs {@code [heads, n, dv]}
   * @throws IllegalArgumentException if the sizes are not the stream's
   */
  public float[] attend(HeadArrays next) {
    require("d", next.d(), centroids.d());
    require("heads", next.heads(), heads);
    require("kvHeads", next.kvHeads(), centroids.kvHeads());
    require("dv", next.dv(), dv);
    float[] out = new float[Math.multiplyExact(heads * next.n(), dv)];
    for (int kvHead = 0; kvHead < centroids.kvHeads(); kvHead++) {
      ClusterHistory history = histories.get(kvHead);
      int first = history.count();
      history.append(next, kvHead, nearest(next, next.k(), kvHead, kvHead));
      for (int member = 0; member < next.group(); member++) {
        attend(next, kvHead, kvHead * next.group() + member, history, first, out);
      }
    }
    return out;
  }

  private void attend(
      HeadArrays next, int kvHead, int head, ClusterHistory history, int first, float[] out) {
    int[][] queriesOf = members(next, nearest(next, next.q(), head, kvHead));
    for (int cluster = 0; cluster < centroids.clusters(); cluster++) {
      int[] queries = queriesOf[cluster];
      if (queries.length > 0) {
        int[] positions = IntStream.of(queries).map(token -> first + token).toArray();
        OwnCluster seen = new OwnCluster(history, history.members(cluster), positions);
        attention.attend(
            seen,
            next,
            head,
            queries,
            seen.count(),
            seen,
            options,
            (tile, o, sum) -> {
              for (int i = 0; i < tile.count(); i++) {
                int at = (head * next.n() + queries[tile.query(i)]) * dv;
                System.arraycopy(o, i * dv, out, at, dv);
              }
            });
      }
    }
  }

  /** The real tokens of each cluster, ascending. */
  private int[][] members(HeadArrays next, int[] nearest) {
    int[] sizes = new int[centroids.clusters()];
    for (int token = 0; token < next.n(); token++) {
      sizes[nearest[token]] += next.isReal(token) ? 1 : 0;
    }
    int[][] members = new int[sizes.length][];
    Arrays.setAll(members, cluster -> new int[sizes[cluster]]);
    for (int token = next.n() - 1; token >= 0; token--) {
      if (next.isReal(token)) {
        members[nearest[token]][--sizes[nearest[token]]] = token;
      }
    }
    return members;
  }

  private int[] nearest(HeadArrays next, float[] source, int sourceHead, int kvHead) {
    int first = sourceHead * next.n() * next.d();
    return Similarities.of(kernels, centroids, kvHead, source, first, next.n()).nearest();
  }

  private static void require(String name, int value, int expected) {
    if (value != expected) {
      throw new IllegalArgumentException(
          name + " is " + value + ", the stream was made for " + expected);
    }
  }
}
