package org.longstride.job.model.transformer;

import org.longstride.job.model.family.ModelConfig;
import org.longstride.kernels.attention.HeadArrays;
import org.longstride.kernels.vector.LaneKernels;
import org.longstride.kernels.vector.LaneTiles;

/**
 * Queries, keys and values of one layer and chunk as rows, head by head: what streams read. One
 * layer's after another's lie here, so that nothing of a chunk stays.
 */
final class ChunkRows {

  private static final int LANES = LaneKernels.LANES;

  private final ModelConfig.Attention shape;
  private final int d;
  private Chunk chunk = new Chunk(0, 0);
  private float[] queries = new float[0];
  private float[] keys = new float[0];
  private float[] values = new float[0];

  ChunkRows(ModelConfig config) {
    this.shape = config.attention();
    this.d = shape.headDim();
  }

  /** Makes room for a chunk's rows. */
  void begin(Chunk next) {
    int n = next.to() - next.from();
    if (keys.length != n * shape.kvWidth()) {
      queries = new float[n * shape.width()];
      keys = new float[n * shape.kvWidth()];
      values = new float[n * shape.kvWidth()];
    }
    chunk = next;
  }

  /** Takes the keys of up to 64 consecutive tokens: lane tile {@code [kvHeads * headDim, 64]}. */
  void putKeys(int firstToken, int count, float[] tile) {
    put(firstToken, count, tile, shape.kvHeads(), keys);
  }

  /** Takes the values of up to 64 consecutive tokens, likewise. */
  void putValues(int firstToken, int count, float[] tile) {
    put(firstToken, count, tile, shape.kvHeads(), values);
  }

  private void put(int firstToken, int count, float[] tile, int heads, float[] rows) {
    for (int head = 0; head < heads; head++) {
      LaneTiles.toRows(tile, head * d * LANES, d, rows, at(head, firstToken), d, count);
    }
  }

  /** Where a head's row of a token begins. */
  private int at(int head, int token) {
    return (head * (chunk.to() - chunk.from()) + token - chunk.from()) * d;
  }

  /**
   * The chunk, once its keys and values are here.
   *
   * @param tiles its queries, lane tiles {@code [heads * headDim, 64]}
   */
  HeadArrays with(float[][] tiles) {
    for (int t = 0; t < chunk.tiles(); t++) {
      put(chunk.first(t), chunk.count(t), tiles[t], shape.heads(), queries);
    }
    int n = chunk.to() - chunk.from();
    return new HeadArrays(n, d, d, shape.heads(), shape.kvHeads(), queries, keys, values, null);
  }

  /**
   * Gives outputs back.
   *
   * @param rows {@code [heads, n, headDim]}
   * @param tiles lane tiles {@code [heads * headDim, 64]} to fill
   */
  void toTiles(float[] rows, float[][] tiles) {
    for (int t = 0; t < chunk.tiles(); t++) {
      for (int head = 0; head < shape.heads(); head++) {
        int from = at(head, chunk.first(t));
        LaneTiles.toLanes(rows, from, d, chunk.count(t), d, tiles[t], head * d * LANES);
      }
    }
  }
}
