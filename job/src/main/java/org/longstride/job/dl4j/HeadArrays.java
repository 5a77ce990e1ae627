package org.longstride.job.dl4j;

import org.longstride.kernels.vector.LaneKernels;
import org.longstride.kernels.vector.LaneTiles;

/**
 * What attention keeps of a batch, head by head: index {@code sequence * heads + head}. Queries,
 * outputs and their gradients are lane tiles {@code [tiles][headSize * 64]}; keys, values and
 * theirs are rows {@code [context * headSize]} of a key-value head.
 */
record HeadArrays(
    AttentionShape shape,
    int sequences,
    float[][][] q,
    float[][] k,
    float[][] v,
    float[][][] o,
    float[][][] lse,
    float[][][] dO,
    float[][][] dq,
    float[][] dk,
    float[][] dv) {

  private static final int LANES = LaneKernels.LANES;

  static HeadArrays of(AttentionShape shape, Shards shards) {
    int heads = shards.sequences() * shape.heads();
    int kvHeads = shards.sequences() * shape.kvHeads();
    int tiles = shards.tilesPerSequence();
    int tile = shape.headSize() * LANES;
    int rows = shape.context() * shape.headSize();
    return new HeadArrays(
        shape,
        shards.sequences(),
        new float[heads][tiles][tile],
        new float[kvHeads][rows],
        new float[kvHeads][rows],
        new float[heads][tiles][tile],
        new float[heads][tiles][LANES],
        new float[heads][tiles][tile],
        new float[heads][tiles][tile],
        new float[kvHeads][rows],
        new float[kvHeads][rows]);
  }

  private int tileLength() {
    return shape.headSize() * LANES;
  }

  void storeQueries(Rotation rotation, float[] projected, int sequence, int tile) {
    for (int head = 0; head < shape.heads(); head++) {
      rotation.turn(projected, head * tileLength(), tile * LANES, 1);
    }
    store(q, sequence, tile, projected);
  }

  void storeKeys(Rotation rotation, float[] projected, int sequence, int tile, int count) {
    for (int head = 0; head < shape.kvHeads(); head++) {
      rotation.turn(projected, head * tileLength(), tile * LANES, 1);
    }
    storeRows(k, projected, sequence, tile, count);
  }

  void storeValues(float[] projected, int sequence, int tile, int count) {
    storeRows(v, projected, sequence, tile, count);
  }

  private void storeRows(float[][] to, float[] projected, int sequence, int tile, int count) {
    int d = shape.headSize();
    for (int head = 0; head < shape.kvHeads(); head++) {
      float[] rows = to[sequence * shape.kvHeads() + head];
      LaneTiles.toRows(projected, head * tileLength(), d, rows, tile * LANES * d, d, count);
    }
  }

  void loadQuerySlopes(Rotation rotation, int sequence, int tile, float[] projected) {
    load(dq, sequence, tile, projected);
    for (int head = 0; head < shape.heads(); head++) {
      rotation.turn(projected, head * tileLength(), tile * LANES, -1);
    }
  }

  void loadKeySlopes(Rotation rotation, int sequence, int tile, int count, float[] projected) {
    loadRows(dk, sequence, tile, count, projected);
    for (int head = 0; head < shape.kvHeads(); head++) {
      rotation.turn(projected, head * tileLength(), tile * LANES, -1);
    }
  }

  void loadValueSlopes(int sequence, int tile, int count, float[] projected) {
    loadRows(dv, sequence, tile, count, projected);
  }

  private void loadRows(float[][] from, int sequence, int tile, int count, float[] projected) {
    int d = shape.headSize();
    for (int head = 0; head < shape.kvHeads(); head++) {
      float[] rows = from[sequence * shape.kvHeads() + head];
      LaneTiles.toLanes(rows, tile * LANES * d, d, count, d, projected, head * tileLength());
    }
  }

  /** Copies all heads' tiles side by side. */
  void load(float[][][] from, int sequence, int tile, float[] all) {
    for (int head = 0; head < shape.heads(); head++) {
      float[] one = from[sequence * shape.heads() + head][tile];
      System.arraycopy(one, 0, all, head * tileLength(), tileLength());
    }
  }

  /** Copies each head's part into its tile. */
  void store(float[][][] to, int sequence, int tile, float[] all) {
    for (int head = 0; head < shape.heads(); head++) {
      float[] one = to[sequence * shape.heads() + head][tile];
      System.arraycopy(all, head * tileLength(), one, 0, tileLength());
    }
  }
}
