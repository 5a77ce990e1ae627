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
  private final FloatBuffer keys;
  private final FloatBuffer values;
  private int cluster;
  private int[] members;

  /** The rows of a key-value head. */
  ClusterRows(HeadArrays arrays, Routing routing, int kvHead) {
    n = arrays.n();
    memory = routing.memorySize();
    FloatBuffer ofTokens = head(arrays.k(), kvHead, n * arrays.d());
    if (routing.sharedKeys()) {
      int first = kvHead * n * arrays.d();
      ofTokens = FloatBuffer.wrap(Directions.of(arrays.k(), first, n, arrays.d()));
    }
    FloatBuffer valuesOfTokens = head(arrays.v(), kvHead, n * arrays.dv());
    if (memory == 0) {
      keys = ofTokens;
      values = valuesOfTokens;
    } else {
      int rows = routing.centroids().clusters() * memory;
      keys = append(ofTokens, head(routing.memory().keys(), kvHead, rows * arrays.d()));
      values = append(valuesOfTokens, head(routing.memory().values(), kvHead, rows * arrays.dv()));
    }
  }

  private static FloatBuffer head(float[] all, int head, int size) {
    return FloatBuffer.wrap(all, head * size, size).slice();
  }

  private static FloatBuffer append(FloatBuffer first, FloatBuffer second) {
    return FloatBuffer.allocate(first.limit() + second.limit()).put(first).put(second).flip();
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
        sum += values.get(member * dv + c);
      }
      mean[c] = (float) (sum / members.length);
    }
    return mean;
  }

  @Override
  public FloatBuffer keys(int kvHead) {
    return keys;
  }

  @Override
  public FloatBuffer values(int kvHead) {
    return values;
  }

  @Override
  public int row(int token) {
    return token < memory ? n + cluster * memory + token : members[token - memory];
  }
}
