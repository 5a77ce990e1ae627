package org.longstride.kernels.attention;

import java.nio.FloatBuffer;
import java.util.Optional;
import org.longstride.kernels.vector.LaneKernels;
import org.longstride.kernels.vector.LaneTiles;

/**
 * One head's queries of a batch, and then its outputs, as rows in the order of memory. Scratch that
 * is used for batch after batch.
 */
final class BatchRows {

  private static final int LANES = LaneKernels.LANES;

  private final LaneKernels kernels;
  private final int[][] at = new int[TileBatch.SIZE][LANES];
  private final int[] columnAt;
  private final float[] rows;
  private final float[] lanes;

  /** Rows of at most so many features. */
  BatchRows(LaneKernels kernels, int features) {
    this.kernels = kernels;
    rows = new float[TileBatch.SIZE * LANES * features];
    lanes = new float[LANES * features];
    columnAt = LaneTiles.evenly(0, LANES, features);
  }

  /** Features of a row, at most. */
  int features() {
    return columnAt.length;
  }

  /** The rows. */
  float[] rows() {
    return rows;
  }

  /** For each lane of a tile where its row begins. */
  int[] at(int t) {
    return at[t];
  }

  /** Loads a head's queries as rows. */
  void loadRows(Queries q, int head, TileBatch batch, int d) {
    place(batch, d);
    Optional<FloatBuffer> source = q.rows(head);
    if (source.isPresent()) {
      AskedTokens asked = batch.asked();
      Rows.copy(source.get(), asked.tokens(), 0, asked.count(), d, rows);
      return;
    }
    for (int t = 0; t < batch.count(); t++) {
      q.load(head, batch.queries(t), lanes);
      LaneTiles.transpose(lanes, columnAt, d, batch.queries(t).count(), rows, at[t]);
    }
  }

  /**
   * Loads a head's queries into lanes.
   *
   * @param x takes for each tile its queries, lane tile {@code [d, 64]}
   */
  void loadLanes(Queries q, int head, TileBatch batch, int d, float[][] x) {
    if (q.rows(head).isPresent()) {
      loadRows(q, head, batch, d);
      for (int t = 0; t < batch.count(); t++) {
        LaneTiles.transpose(rows, at[t], batch.queries(t).count(), d, x[t], columnAt);
      }
    } else {
      for (int t = 0; t < batch.count(); t++) {
        q.load(head, batch.queries(t), x[t]);
      }
    }
  }

  /**
   * Stores a head's outputs as rows.
   *
   * @param sink takes them
   * @param states for each tile all that it has gathered
   */
  void store(FloatBuffer sink, TileBatch batch, int dv, SoftmaxState[] states) {
    place(batch, dv);
    for (int t = 0; t < batch.count(); t++) {
      int count = batch.queries(t).count();
      if (batch.inQuads()) {
        states[t].copyRows(rows, at[t], count);
      } else {
        LaneTiles.transpose(states[t].weighted(), columnAt, dv, count, rows, at[t]);
      }
      states[t].normaliseRows(kernels, rows, at[t], count);
    }
    Rows.put(rows, sink, batch.asked().tokens(), batch.asked().count(), dv);
  }

  private void place(TileBatch batch, int width) {
    for (int t = 0; t < batch.count(); t++) {
      for (int lane = 0; lane < batch.queries(t).count(); lane++) {
        at[t][lane] = batch.asked().numbers(t)[lane] * width;
      }
    }
  }
}
