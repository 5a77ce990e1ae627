package org.longstride.job.model.transformer;

import java.util.Arrays;
import org.longstride.kernels.vector.LaneKernels;
import org.longstride.kernels.vector.PackedRows;

/** Where the stream begins: token embeddings, and learned positions where there are some. */
final class Embedding {

  private static final int LANES = LaneKernels.LANES;

  private final PackedRows tokens;
  private final float[] positions;
  private final int hidden;

  /**
   * An embedding.
   *
   * @param tokens {@code [vocabulary, hidden]}
   * @param positions {@code [maxTokens, hidden]}; null: none are learned
   */
  Embedding(PackedRows tokens, float[] positions, int hidden) {
    this.tokens = tokens;
    this.positions = positions;
    this.hidden = hidden;
  }

  /**
   * Fills a tile.
   *
   * @param ids the document
   * @param first the token in lane 0
   * @param count tokens of the tile; lanes past them become 0
   * @param x lane tile {@code [hidden, 64]}, replaced
   */
  void fill(int[] ids, int first, int count, float[] x) {
    if (count < LANES) {
      Arrays.fill(x, 0f);
    }
    for (int lane = 0; lane < count; lane++) {
      int row = ids[first + lane];
      for (int c = 0; c < hidden; c++) {
        x[c * LANES + lane] = tokens.get(row, c);
      }
      if (positions != null) {
        int place = (first + lane) * hidden;
        for (int c = 0; c < hidden; c++) {
          x[c * LANES + lane] += positions[place + c];
        }
      }
    }
  }
}
