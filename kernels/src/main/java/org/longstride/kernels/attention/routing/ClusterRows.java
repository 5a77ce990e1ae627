package org.longstride.kernels.attention.routing;

import java.nio.FloatBuffer;
import org.longstride.kernels.attention.HeadArrays;
import org.longstride.kernels.attention.KeyValues;

/**
 * The keys and values of a key-value head as a cluster numbers them: its memory, then its tokens.
 * They lie where they are; only their row numbers change from cluster to cluster.
 */
final class ClusterRows implements KeyValues {

  private final int n;
  private final int memory;
  private final float[] keys;
  private final float[] values;
  private int cluster;
  private int[] members;

  /** The rows of a key-value head. */
  ClusterRows(HeadArrays arrays, Routing routing, int kvHead) {
    n = arrays.n();
    memory = routing.memorySize();
    int rows = n + routing.centroids().clusters() * memory;
    keys = new float[rows * arrays.d()];
    values = new float[rows * arrays.dv()];
    if (routing.sharedKeys()) {
      float[] directions = Directions.of(arrays.k(), kvHead * n * arrays.d(), n, arrays.d());
      System.arraycopy(directions, 0, keys, 0, directions.length);
    } else {
      System.arraycopy(arrays.k(), kvHead * n * arrays.d(), keys, 0, n * arrays.d());
    }
    System.arraycopy(arrays.v(), kvHead * n * arrays.dv(), values, 0, n * arrays.dv());
    if (memory > 0) {
      append(routing.memory().keys(), kvHead, keys, n * arrays.d());
      append(routing.memory().values(), kvHead, values, n * arrays.dv());
    }
  }

  private static void append(float[] all, int kvHead, float[] rows, int at) {
    int size = rows.length - at;
    System.arraycopy(all, kvHead * size, rows, at, size);
  }

  /** Numbers the rows as a cluster does whose keys are at these positions. */
  void select(int cluster, int[] members) {
    this.cluster = cluster;
    this.members = members;
  }

  /** Keys of the selected cluster. */
  int count() {
    return memory + members.length;
  }

  /** The mean of the values of the selected cluster's tokens. */
  float[] meanValue(int dv) {
    float[] mean = new float[dv];
    for (int c = 0; c < dv; c++) {
      double sum = 0;
      for (int member : members) {
        sum += values[member * dv + c];
      }
      mean[c] = (float) (sum / members.length);
    }
    return mean;
  }

  @Override
  public FloatBuffer keys(int kvHead) {
    return FloatBuffer.wrap(keys);
  }

  @Override
  public FloatBuffer values(int kvHead) {
    return FloatBuffer.wrap(values);
  }

  @Override
  public int row(int token) {
    return token < memory ? n + cluster * memory + token : members[token - memory];
  }
}
