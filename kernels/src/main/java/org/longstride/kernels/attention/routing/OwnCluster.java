package org.longstride.kernels.attention.routing;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.longstride.kernels.attention.KeyValues;
import org.longstride.kernels.pattern.KeyRanges;
import org.longstride.kernels.pattern.QueryTile;
import org.longstride.kernels.pattern.Sequence;
import org.longstride.kernels.pattern.Term;

/**
 * What the queries of one cluster see: the earlier keys of the cluster, and each its own key, which
 * may belong to another cluster and is then seen by no other query.
 */
final class OwnCluster implements Term, KeyValues {

  private final ClusterHistory history;
  private final int[] queries;
  private final int[] keys;
  private final boolean[] strange;

  /**
   * The queries of a cluster.
   *
   * @param history keys and values so far, those of the queries' own tokens among them
   * @param members the positions of the cluster's keys, ascending
   * @param queries the positions of the cluster's queries, ascending, all of real tokens
   */
  OwnCluster(ClusterHistory history, int[] members, int[] queries) {
    this.history = history;
    this.queries = queries;
    int[] merged = Arrays.copyOf(members, members.length + queries.length);
    boolean[] fromElsewhere = new boolean[merged.length];
    int strangers = 0;
    for (int query : queries) {
      if (Arrays.binarySearch(members, query) < 0) {
        merged[members.length + strangers++] = query;
      }
    }
    keys = Arrays.copyOf(merged, members.length + strangers);
    if (strangers > 0) {
      Arrays.sort(keys);
      for (int key = 0; key < keys.length; key++) {
        fromElsewhere[key] = Arrays.binarySearch(members, keys[key]) < 0;
      }
    }
    strange = fromElsewhere;
  }

  /** Keys of the cluster, and the queries' own. */
  int count() {
    return keys.length;
  }

  @Override
  public boolean attends(Sequence sequence, int query, int key) {
    return strange[key] ? keys[key] == queries[query] : keys[key] <= queries[query];
  }

  @Override
  public void reach(Sequence sequence, QueryTile tile, KeyRanges ranges) {
    ranges.add(0, ClusterTerm.firstBehind(keys, queries[tile.last()]));
  }

  @Override
  public long lanes(Sequence sequence, QueryTile tile, int key) {
    int first = ClusterTerm.firstBehind(queries, keys[key] - 1);
    return tile.lanes(first, strange[key] ? first + 1L : queries.length);
  }

  @Override
  public FloatBuffer keys(int kvHead) {
    return FloatBuffer.wrap(history.keys());
  }

  @Override
  public FloatBuffer values(int kvHead) {
    return FloatBuffer.wrap(history.values());
  }

  @Override
  public int row(int token) {
    return keys[token];
  }
}
