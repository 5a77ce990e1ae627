package org.longstride.job.model.transformer;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.longstride.kernels.attention.KeyValues;
import org.longstride.kernels.vector.LaneKernels;

/** The keys and values of one layer that are still in reach: a row per token and head. */
final class KeyValueCache implements KeyValues {

  private static final int LANES = LaneKernels.LANES;

  private final RowTable table;
  private final int headDim;
  private final int maxRows;
  private final float[][] keys;
  private final float[][] values;

  /**
   * An empty cache.
   *
   * @param table where tokens lie
   * @param kvHeads key-value heads
   * @param headDim features of each
   * @param maxRows rows that will never be exceeded
   */
  KeyValueCache(RowTable table, int kvHeads, int headDim, int maxRows) {
    this.table = table;
    this.headDim = headDim;
    this.maxRows = maxRows;
    this.keys = new float[kvHeads][0];
    this.values = new float[kvHeads][0];
  }

  /** Features of a head. */
  int headDim() {
    return headDim;
  }

  /**
   * Makes room for all rows of the table: at once for what the pattern is expected to keep, because
   * arrays that grow are copied, and lie in memory twice meanwhile.
   */
  void grow() {
    int rows = keys[0].length / headDim;
    if (table.rows() <= rows) {
      return;
    }
    int most = (Integer.MAX_VALUE - 8) / headDim;
    if (table.rows() > most) {
      throw new IllegalArgumentException(
          "the document keeps "
              + table.rows()
              + " tokens in reach, too many for heads of "
              + headDim
              + " features; choose a pattern that reaches less far");
    }
    long wanted = Math.max(table.rows(), rows == 0 ? table.expectedRows() : rows + rows / 2L);
    int length = (int) Math.min(Math.min(maxRows, most), wanted) * headDim;
    for (int head = 0; head < keys.length; head++) {
      keys[head] = Arrays.copyOf(keys[head], length);
      values[head] = Arrays.copyOf(values[head], length);
    }
  }

  /** Takes the keys of up to 64 consecutive tokens: lane tile {@code [kvHeads * headDim, 64]}. */
  void putKeys(int firstToken, int count, float[] tile) {
    put(firstToken, count, tile, keys);
  }

  /** Takes the values of up to 64 consecutive tokens, likewise. */
  void putValues(int firstToken, int count, float[] tile) {
    put(firstToken, count, tile, values);
  }

  private void put(int firstToken, int count, float[] tile, float[][] rows) {
    for (int lane = 0; lane < count; lane++) {
      int at = table.row(firstToken + lane) * headDim;
      for (int head = 0; head < rows.length; head++) {
        float[] to = rows[head];
        int from = head * headDim * LANES + lane;
        for (int c = 0; c < headDim; c++) {
          to[at + c] = tile[from + c * LANES];
        }
      }
    }
  }

  @Override
  public FloatBuffer keys(int kvHead) {
    return FloatBuffer.wrap(keys[kvHead]);
  }

  @Override
  public FloatBuffer values(int kvHead) {
    return FloatBuffer.wrap(values[kvHead]);
  }

  @Override
  public int row(int token) {
    return table.row(token);
  }
}
