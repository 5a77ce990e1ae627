package org.longstride.kernels.attention.bf16;

import static org.longstride.kernels.attention.bf16.PanelSizes.PANEL;

import org.longstride.kernels.attention.Outputs;
import org.longstride.kernels.pattern.QueryTile;
import org.longstride.kernels.vector.LaneKernels;

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
  private final float[] lanes;

  /** The sums of weights, {@code [64]}; 0 where no key was seen. */
  final float[] weights = new float[LANES];

  /** The weighted sums of values, {@code [64, dv]}. */
  final float[] values;

  TileSums(int dv) {
    this.dv = dv;
    values = new float[LANES * dv];
    lanes = new float[LANES * dv];
  }

  /** Reads what was summed up for the queries that were asked for. */
  void read(TileProducts products, TilePanels tile) {
    int count = tile.asked().count();
    for (int i = 0; i < count; i++) {
      weights[i] = products.sums()[tile.laneOf(i)];
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
   * @param shift what was subtracted from its exponents
   * @param sink a logit that takes part and has no value; negative infinity: none
   * @param seesAny whether the query sees a key
   * @return whether its sums can be trusted
   */
  boolean finish(int i, float shift, float sink, boolean seesAny) {
    boolean hasSink = sink != Float.NEGATIVE_INFINITY;
    float sum = hasSink ? weights[i] + Exponents.weight(sink, shift) : weights[i];
    boolean empty = !seesAny && !hasSink;
    if (!empty && !(sum > SMALLEST && sum < LARGEST)) {
      return false;
    }
    weights[i] = empty ? 0 : sum;
    float factor = empty ? 0 : 1 / sum;
    for (int c = i * dv; c < (i + 1) * dv; c++) {
      values[c] *= factor;
    }
    return true;
  }

  /** Gives the outputs of these queries away. */
  void store(int head, QueryTile tile, Outputs out) {
    out.storeRows(head, tile, dv, values, weights, lanes);
  }

  /** Moves a query's results to the place of another. */
  void move(int from, int to) {
    System.arraycopy(values, from * dv, values, to * dv, dv);
    weights[to] = weights[from];
  }
}
