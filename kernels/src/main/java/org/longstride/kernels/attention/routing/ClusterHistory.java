package org.longstride.kernels.attention.routing;

import java.util.Arrays;
import org.longstride.kernels.attention.HeadArrays;

/** The keys and values of a key-value head so far, and which of them belong to which cluster. */
final class ClusterHistory {

  private final int d;
  private final int dv;
  private final int[][] members;
  private final int[] sizes;
  private float[] keys = new float[0];
  private float[] values = new float[0];
  private int count;

  /** No token yet. */
  ClusterHistory(int clusters, int d, int dv) {
    this.d = d;
    this.dv = dv;
    members = new int[clusters][16];
    sizes = new int[clusters];
  }

  /**
   * Adds the next tokens.
   *
   * @param nearest the cluster of each token's key; padding joins none
   */
  void append(HeadArrays next, int kvHead, int[] nearest) {
    int n = next.n();
    keys = room(keys, (long) (count + n) * d);
    values = room(values, (long) (count + n) * dv);
    System.arraycopy(next.k(), kvHead * n * d, keys, count * d, n * d);
    System.arraycopy(next.v(), kvHead * n * dv, values, count * dv, n * dv);
    for (int token = 0; token < n; token++) {
      if (next.isReal(token)) {
        int cluster = nearest[token];
        if (sizes[cluster] == members[cluster].length) {
          members[cluster] = Arrays.copyOf(members[cluster], 2 * sizes[cluster]);
        }
        members[cluster][sizes[cluster]++] = count + token;
      }
    }
    count += n;
  }

  private static float[] room(float[] rows, long size) {
    if (size <= rows.length) {
      return rows;
    }
    long capacity = Math.min(Math.max(size, 2L * rows.length), Integer.MAX_VALUE - 8);
    return Arrays.copyOf(rows, Math.toIntExact(Math.max(size, capacity)));
  }

  /** Tokens so far. */
  int count() {
    return count;
  }

  /** The positions of a cluster's keys, ascending. */
  int[] members(int cluster) {
    return Arrays.copyOf(members[cluster], sizes[cluster]);
  }

  /** All keys, row by row. */
  float[] keys() {
    return keys;
  }

  /** All values, row by row. */
  float[] values() {
    return values;
  }
}
