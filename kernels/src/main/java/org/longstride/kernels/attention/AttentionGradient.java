package org.longstride.kernels.attention;

import java.util.Arrays;
import java.util.List;
import org.longstride.kernels.pattern.QueryTile;
import org.longstride.kernels.vector.LaneKernels;
import org.longstride.kernels.vector.LaneTiles;

/**
 * The attention of one head, and its gradient, over the keys that a plan shows it. Weights are
 * computed again from the log-sum-exp instead of being kept, so memory is that of a tile (Dao et
 * al. 2022, FlashAttention, section 3.1 and appendix B.2). The order of every sum is fixed by the
 * tiles. Not thread-safe: one instance per thread.
 */
public final class AttentionGradient {

  private static final int LANES = LaneKernels.LANES;
  private static final float LOG2_E = 1.44269504f;

  /** Keys that are met at a time. */
  private static final int BLOCK = 128;

  private final LaneKernels kernels = LaneKernels.best();
  private final int d;
  private final float scale;

  private final float[] weights = new float[BLOCK * LANES];
  private final float[] slopes = new float[BLOCK * LANES];
  private final float[] keyRows;
  private final int[] rowOffsets = new int[BLOCK];
  private final int[] laneOffsets = new int[BLOCK];
  private final long[] visible = new long[BLOCK];
  private final float[] queryRows;
  private final float[] outputRows;
  private final VisiblePanels panels = new VisiblePanels();
  private final float[] maximum = new float[LANES];
  private final float[] sum = new float[LANES];
  private final float[] rescale = new float[LANES];
  private final float[] lanes = new float[LANES];

  /**
   * Space for heads of this size.
   *
   * @param d elements of a query, key and value; a multiple of 16
   * @param scale factor on query times key
   */
  public AttentionGradient(int d, float scale) {
    if (d <= 0 || d % 16 != 0) {
      throw new IllegalArgumentException("head size is " + d + ", must be a multiple of 16");
    }
    this.d = d;
    this.scale = scale;
    keyRows = new float[BLOCK * d];
    queryRows = new float[LANES * d];
    outputRows = new float[LANES * d];
    for (int r = 0; r < BLOCK; r++) {
      laneOffsets[r] = r * LANES;
    }
  }

  /**
   * The head's output: {@code o = softmax(scale q k) v} over the visible keys.
   *
   * @param tile the queries and their keys
   * @param q lane tile {@code [d, 64]}
   * @param k keys, {@code [n, d]}
   * @param v values, {@code [n, d]}
   * @param o lane tile {@code [d, 64]}, replaced
   * @param lse base-2 log-sum-exp of the lanes, {@code [64]}, replaced
   */
  public void forward(VisibleTile tile, float[] q, float[] k, float[] v, float[] o, float[] lse) {
    Arrays.fill(o, 0, d * LANES, 0f);
    Arrays.fill(maximum, LaneKernels.NOTHING);
    Arrays.fill(sum, 0f);
    for (int from = 0; from < tile.keys().length; from += BLOCK) {
      int count = block(tile, from);
      multiplyVisible(k, q, weights);
      if (kernels.softmaxStep(
          weights, count, LANES, scale * LOG2_E, visible, maximum, sum, rescale)) {
        for (int c = 0; c < d; c++) {
          for (int lane = 0; lane < LANES; lane++) {
            o[c * LANES + lane] *= rescale[lane];
          }
        }
      }
      multiplyTransposedVisible(v, weights, o);
    }
    for (int lane = 0; lane < LANES; lane++) {
      lse[lane] = sum[lane] > 0 ? maximum[lane] + (float) (Math.log(sum[lane]) * LOG2_E) : 0f;
      lanes[lane] = sum[lane] > 0 ? 1 / sum[lane] : 0f;
    }
    for (int c = 0; c < d; c++) {
      for (int lane = 0; lane < LANES; lane++) {
        o[c * LANES + lane] *= lanes[lane];
      }
    }
  }

  /**
   * The gradient by queries, keys and values.
   *
   * @param tiles all queries of the head and their keys
   * @param q lane tiles {@code [tiles, d, 64]}
   * @param k keys, {@code [n, d]}
   * @param v values, {@code [n, d]}
   * @param o outputs of the forward pass, lane tiles {@code [tiles, d, 64]}
   * @param lse base-2 log-sum-exp of the forward pass, {@code [tiles, 64]}
   * @param slope gradient by the outputs, lane tiles {@code [tiles, d, 64]}; 0 past a tile's count
   * @param dq gradient by the queries, lane tiles {@code [tiles, d, 64]}, replaced
   * @param dk gradient by the keys, {@code [n, d]}, added to
   * @param dv gradient by the values, {@code [n, d]}, added to
   */
  public void backward(
      List<VisibleTile> tiles,
      float[][] q,
      float[] k,
      float[] v,
      float[][] o,
      float[][] lse,
      float[][] slope,
      float[][] dq,
      float[] dk,
      float[] dv) {
    for (int t = 0; t < tiles.size(); t++) {
      backward(tiles.get(t), q[t], k, v, o[t], lse[t], slope[t], dq[t], dk, dv);
    }
  }

  private void backward(
      VisibleTile tile,
      float[] q,
      float[] k,
      float[] v,
      float[] o,
      float[] lse,
      float[] slope,
      float[] dq,
      float[] dk,
      float[] dv) {
    Arrays.fill(dq, 0, d * LANES, 0f);
    Arrays.fill(lanes, 0f);
    for (int c = 0; c < d * LANES; c += LANES) {
      for (int lane = 0; lane < LANES; lane++) {
        lanes[lane] = Math.fma(slope[c + lane], o[c + lane], lanes[lane]);
      }
    }
    QueryTile queries = tile.queries();
    Arrays.fill(queryRows, 0f);
    Arrays.fill(outputRows, 0f);
    LaneTiles.toRows(q, 0, d, queryRows, 0, d, queries.count());
    LaneTiles.toRows(slope, 0, d, outputRows, 0, d, queries.count());
    for (int from = 0; from < tile.keys().length; from += BLOCK) {
      int count = block(tile, from);
      multiplyVisible(k, q, weights);
      kernels.softmaxWeights(weights, count, LANES, scale * LOG2_E, visible, lse);
      addToRows(weights, outputRows, count, dv);
      multiplyVisible(v, slope, slopes);
      for (int i = 0; i < count * LANES; i += LANES) {
        for (int lane = 0; lane < LANES; lane++) {
          slopes[i + lane] = weights[i + lane] * (slopes[i + lane] - lanes[lane]) * scale;
        }
      }
      addToRows(slopes, queryRows, count, dk);
      multiplyTransposedVisible(k, slopes, dq);
    }
  }

  /** Scores that nobody sees keep what an earlier block left there: finite, and of weight 0. */
  private void multiplyVisible(float[] rows, float[] x, float[] out) {
    for (int p = 0; p < panels.count(); p++) {
      kernels.multiply(
          rows, rowOffsets, panels.from(p), panels.to(p), d, x, 0, panels.lanes(p), out, 0, false);
    }
  }

  private void multiplyTransposedVisible(float[] rows, float[] factors, float[] out) {
    for (int p = 0; p < panels.count(); p++) {
      kernels.multiplyTransposed(
          rows, rowOffsets, panels.from(p), panels.to(p), d, factors, panels.lanes(p), out);
    }
  }

  /** {@code to[key] += sum over lanes of factors[key, lane] * rows[lane]} for the block's keys. */
  private void addToRows(float[] factors, float[] rows, int count, float[] to) {
    kernels.multiply(factors, laneOffsets, count, LANES, rows, d, keyRows, 0, false);
    for (int r = 0; r < count; r++) {
      int row = rowOffsets[r];
      for (int c = 0; c < d; c++) {
        to[row + c] += keyRows[r * d + c];
      }
    }
  }

  private int block(VisibleTile tile, int from) {
    int count = Math.min(BLOCK, tile.keys().length - from);
    for (int r = 0; r < count; r++) {
      rowOffsets[r] = tile.keys()[from + r] * d;
      visible[r] = tile.visible()[from + r];
    }
    panels.cut(visible, count);
    return count;
  }
}
