package org.longstride.kernels.attention.routing;

import java.util.Arrays;
import org.longstride.kernels.attention.HeadArrays;
import org.longstride.kernels.pattern.KeyRanges;
import org.longstride.kernels.pattern.QueryTile;
import org.longstride.kernels.pattern.Sequence;
import org.longstride.kernels.pattern.Term;

/**
 * Who sees whom inside a cluster. Queries are numbered as the cluster picked them, ascending by
 * position; keys likewise, after the cluster's memory.
 */
final class ClusterTerm implements Term {

  private final HeadArrays arrays;
  private final boolean causal;
  private final boolean sharedKeys;
  private final int memory;
  private final int[] queries;
  private final int[] keys;
  private final boolean[] alone;

  /**
   * A cluster.
   *
   * @param queries the positions of its queries, ascending
   * @param keys the positions of its keys, ascending
   */
  ClusterTerm(HeadArrays arrays, Routing routing, int[] queries, int[] keys) {
    this.arrays = arrays;
    this.queries = queries;
    this.keys = keys;
    causal = routing.causal();
    sharedKeys = routing.sharedKeys();
    memory = routing.memorySize();
    alone = sharedKeys ? findAlone() : null;
  }

  /** Which queries see no key but their own: where queries are keys, these see that one. */
  private boolean[] findAlone() {
    boolean[] alone = new boolean[queries.length];
    int realKeys = 0;
    for (int key : keys) {
      realKeys += arrays.isReal(key) ? 1 : 0;
    }
    int earlier = 0;
    for (int query = 0; query < queries.length; query++) {
      boolean real = arrays.isReal(queries[query]);
      int others = causal ? earlier : realKeys - (real ? 1 : 0);
      alone[query] = memory == 0 && (!real || others == 0);
      earlier += real ? 1 : 0;
    }
    return alone;
  }

  @Override
  public boolean attends(Sequence sequence, int query, int key) {
    if (key < memory) {
      return true;
    }
    int own = queries[query];
    int position = keys[key - memory];
    if (sharedKeys && own == position) {
      return alone[query];
    }
    return (!causal || position <= own) && arrays.isReal(own) && arrays.isReal(position);
  }

  @Override
  public void reach(Sequence sequence, QueryTile tile, KeyRanges ranges) {
    int end = causal ? firstBehind(keys, queries[tile.last()]) : keys.length;
    ranges.add(0, (long) memory + end);
  }

  @Override
  public long lanes(Sequence sequence, QueryTile tile, int key) {
    if (arrays.mask() != null) {
      return Term.super.lanes(sequence, tile, key);
    }
    if (key < memory) {
      return tile.lanes();
    }
    int position = keys[key - memory];
    int first = causal ? firstBehind(queries, position - 1) : 0;
    long lanes = tile.lanes(first, queries.length);
    if (sharedKeys) {
      int own = key - memory;
      long self = tile.lanes(own, own + 1L);
      lanes = alone[own] ? lanes | self : lanes & ~self;
    }
    return lanes;
  }

  /** The index of the first position, of those ascending, that is larger than the given one. */
  static int firstBehind(int[] positions, int position) {
    int at = Arrays.binarySearch(positions, position);
    return at < 0 ? ~at : at + 1;
  }
}
