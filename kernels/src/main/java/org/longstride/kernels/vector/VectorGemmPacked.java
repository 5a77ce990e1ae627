package org.longstride.kernels.vector;

import java.util.Arrays;

/**
 * Packed rows times lanes: packed rows are the columns of another matrix, and multiplied in the
 * same {@linkplain VectorGemmColumns blocks}.
 */
final class VectorGemmPacked {

  private static final int LANES = LaneKernels.LANES;
  private static final int STEP = VectorGemm.SPECIES.length();
  private static final int VECTORS = VectorGemm.vectors(LANES);

  /** Features at a time: their lanes stay in the first-level cache while all rows pass. */
  private static final int DEPTH = 128;

  /** Rows that are enough for a copy of the lanes to cost less than it saves. */
  private static final int MANY = 128;

  /** For the lanes of such features, which are loaded for every row. */
  private static final ScratchPool<float[]> ALIGNED =
      new ScratchPool<>(() -> CacheLines.allocate(DEPTH * LANES));

  private VectorGemmPacked() {}

  static void multiply(
      PackedRows rows,
      int from,
      int to,
      int fromColumn,
      int toColumn,
      float[] x,
      float[] out,
      int outOffset,
      boolean accumulate) {
    PackedRows.requireFirst(from);
    if (!accumulate) {
      Arrays.fill(out, outOffset, outOffset + (to - from) * LANES, 0f);
    }
    boolean copied = to - from >= MANY;
    float[] lanes = copied ? ALIGNED.take() : x;
    for (int column = fromColumn; column < toColumn; column += DEPTH) {
      int count = Math.min(DEPTH, toColumn - column);
      int first = copied ? CacheLines.FIRST : (column - fromColumn) * LANES;
      if (copied) {
        System.arraycopy(x, (column - fromColumn) * LANES, lanes, first, count * LANES);
      }
      for (int lane = 0; lane < LANES; lane += VECTORS * STEP) {
        for (int r = from; r < to; ) {
          int height = VectorGemm.height(VECTORS);
          int next = r + height <= to ? r + height : r + 1;
          int outAt = outOffset + (r - from) * LANES + lane;
          VectorGemmColumns.multiply(
              VECTORS,
              next - r,
              rows.elements(),
              rows.at(r, column),
              rows.side(r),
              count,
              lanes,
              first + lane,
              LANES,
              out,
              outAt);
          r = next;
        }
      }
    }
    if (copied) {
      ALIGNED.giveBack(lanes);
    }
  }
}
