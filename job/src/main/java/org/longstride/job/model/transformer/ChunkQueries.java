package org.longstride.job.model.transformer;

import org.longstride.kernels.attention.Outputs;
import org.longstride.kernels.attention.Queries;
import org.longstride.kernels.pattern.QueryTile;
import org.longstride.kernels.vector.LaneKernels;

/**
 * The queries of a chunk and the outputs for them. Where a tile of attention is a tile of the chunk
 * they are copied as they lie; where its queries are spaced they are gathered and scattered.
 */
final class ChunkQueries implements Queries, Outputs {

  private static final int LANES = LaneKernels.LANES;

  private final float[][] queries;
  private final float[][] outputs;
  private final int headDim;
  private final int from;

  /**
   * Reads and writes these tiles.
   *
   * @param queries lane tiles {@code [heads * headDim, 64]}
   * @param outputs lane tiles of the same shape
   * @param headDim features of a head
   * @param from the token that is the first tile's first
   */
  ChunkQueries(float[][] queries, float[][] outputs, int headDim, int from) {
    this.queries = queries;
    this.outputs = outputs;
    this.headDim = headDim;
    this.from = from;
  }

  private boolean isAligned(QueryTile tile) {
    boolean consecutive = tile.count() == LANES && tile.last() - tile.first() == LANES - 1;
    return consecutive && (tile.first() - from) % LANES == 0;
  }

  @Override
  public void load(int head, QueryTile tile, float[] x, int at) {
    int first = head * headDim * LANES;
    if (isAligned(tile)) {
      System.arraycopy(queries[(tile.first() - from) / LANES], first, x, at, headDim * LANES);
      return;
    }
    for (int lane = 0; lane < tile.count(); lane++) {
      int token = tile.query(lane) - from;
      float[] q = queries[token / LANES];
      int source = first + token % LANES;
      for (int c = 0; c < headDim; c++) {
        x[at + c * LANES + lane] = q[source + c * LANES];
      }
    }
    for (int lane = tile.count(); lane < LANES; lane++) {
      for (int c = 0; c < headDim; c++) {
        x[at + c * LANES + lane] = 0f;
      }
    }
  }

  @Override
  public void store(int head, QueryTile tile, float[] o, float[] sum) {
    int at = head * headDim * LANES;
    if (isAligned(tile)) {
      System.arraycopy(o, 0, outputs[(tile.first() - from) / LANES], at, headDim * LANES);
      return;
    }
    for (int lane = 0; lane < tile.count(); lane++) {
      int token = tile.query(lane) - from;
      float[] out = outputs[token / LANES];
      int target = at + token % LANES;
      for (int c = 0; c < headDim; c++) {
        out[target + c * LANES] = o[c * LANES + lane];
      }
    }
  }
}
