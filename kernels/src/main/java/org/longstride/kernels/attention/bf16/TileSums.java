package org.longstride.kernels.attention.bf16;

import static org.longstride.kernels.attention.bf16.PanelSizes.PANEL;

import org.longstride.kernels.attention.Log2;
import org.longstride.kernels.attention.Outputs;
import org.longstride.kernels.attention.RowOutputs;
import org.longstride.kernels.pattern.QueryTile;
import org.longstride.kernels.vector.LaneKernels;
import org.longstride.kernels.vector.LaneTiles;

/**
 * What queries have gathered: the sums of their weights and of their weighted values, one row for
 * each query that was asked for.
 */
final class TileSums {

  private static final int LANES = LaneKernels.LANES;

  /** Sums between these have lost nothing to the ends of the range of floats. */
  private static final float SMALLEST = 1e-25f;

  private static final float LARGEST = 1e30f;

  private final int dv;
  private final float[] read = new float[LANES * PANEL];
  private final float[] all = new float[LANES];
  private final float[] lanes;

  /** The sums of weights, {@code [64]}. */
  final float[] weights = new float[LANES];

  /** The weighted sums of values, {@code [64, dv]}. */
  final float[] values;

  /** Log-sum-exp to base 2, {@code [64]}, once finished. */
  final float[] lse = new float[LANES];

  TileSums(int dv) {
    this.dv = dv;
    values = new float[LANES * dv];
    lanes = new float[LANES * dv];
  }

  /** Reads what was summed up for the queries that were asked for. */
  void read(TileProducts products, TilePanels tile) {
    int count = tile.asked().count();
    products.readSums(all);
    for (int i = 0; i < count; i++) {
      weights[i] = all[tile.laneOf(i)];
    }
    if (dv == PANEL && count == LANES) {
      products.readOutputs(0, values);
      return;
    }
    for (int column = 0; column < dv; column += PANEL) {
      int width = Math.min(PANEL, dv - column);
      products.readOutputs(column / PANEL, read);
      for (int i = 0; i < count; i++) {
        System.arraycopy(read, tile.laneOf(i) * PANEL, values, i * dv + column, width);
      }
    }
  }

  /**
   * Finishes a query.
   *
   * @param i which
   * @param shift what was subtracted from its scores
   * @param sink a logit that takes part and has no value; negative infinity: none
   * @param seesAny whether the query sees a key
   * @return whether its sums can be trusted
   */
  boolean finish(int i, float shift, float sink, boolean seesAny) {
    boolean hasSink = sink != Float.NEGATIVE_INFINITY;
    float sum = hasSink ? weights[i] + (float) StrictMath.exp(sink - shift) : weights[i];
    if (!seesAny && !hasSink) {
      lse[i] = LaneKernels.NOTHING;
      sum = 1;
    } else if (sum > SMALLEST && sum < LARGEST) {
      lse[i] = Log2.of(sum) + shift * Log2.E;
    } else {
      return false;
    }
    float factor = 1 / sum;
    for (int c = i * dv; c < (i + 1) * dv; c++) {
      values[c] *= factor;
    }
    return true;
  }

  /** Gives the outputs of these queries away. */
  void store(int head, QueryTile tile, Outputs out) {
    if (out instanceof RowOutputs inRows) {
      inRows.storeRows(head, tile, values, lse);
    } else {
      LaneTiles.toLanes(values, 0, dv, tile.count(), dv, lanes, 0);
      out.store(head, tile, lanes, lse);
    }
  }

  /** Moves a query's results to the place of another. */
  void move(int from, int to) {
    System.arraycopy(values, from * dv, values, to * dv, dv);
    lse[to] = lse[from];
  }
}
