package org.longstride.kernels.attention;

import java.nio.FloatBuffer;
import java.util.Optional;
import org.longstride.kernels.pattern.QueryTile;
import org.longstride.kernels.vector.LaneKernels;
import org.longstride.kernels.vector.LaneTiles;

/**
 * Queries and outputs of a whole sequence, head by head in rows. Belongs to one thread.
 *
 * @param q queries {@code [heads][n, d]}
 * @param d features of a query
 * @param out outputs {@code [heads][n, dv]}
 * @param dv features of an output
 * @param rows scratch {@code [64, max(d, dv)]}
 * @param tokens scratch {@code [64]}
 */
record ArrayHeads(FloatBuffer[] q, int d, FloatBuffer[] out, int dv, float[] rows, int[] tokens)
    implements Queries, Outputs {

  ArrayHeads(FloatBuffer[] q, int d, FloatBuffer[] out, int dv) {
    this(q, d, out, dv, new float[LaneKernels.LANES * Math.max(d, dv)], new int[LaneKernels.LANES]);
  }

  @Override
  public void load(int head, QueryTile tile, float[] x, int at) {
    loadRows(head, tile, d, rows, x);
    LaneTiles.toLanes(rows, 0, d, tile.count(), d, x, at);
  }

  @Override
  public void store(int head, QueryTile tile, float[] o, float[] sum) {
    LaneTiles.toRows(o, 0, dv, rows, 0, dv, tile.count());
    storeRows(head, tile, dv, rows, sum, o);
  }

  @Override
  public void loadRows(int head, QueryTile tile, int d, float[] rows, float[] x) {
    tile.copy(tokens, 0);
    Rows.copy(q[head], tokens, 0, tile.count(), d, rows, 0);
  }

  @Override
  public void storeRows(int head, QueryTile tile, int dv, float[] rows, float[] sum, float[] o) {
    tile.copy(tokens, 0);
    Rows.put(rows, out[head], tokens, tile.count(), dv);
  }

  @Override
  public Optional<FloatBuffer> rows(int head) {
    return Optional.of(q[head]);
  }

  @Override
  public Optional<FloatBuffer> outputRows(int head) {
    return Optional.of(out[head]);
  }
}
