package org.longstride.kernels.vector;

/**
 * Transposed rows times lanes, held in registers as in {@link VectorGemm}, in {@linkplain
 * VectorGemmColumns blocks} of columns.
 */
final class VectorGemmTransposed {

  private static final int STEP = VectorGemm.SPECIES.length();

  /** Rows at a time: their lanes stay in the first-level cache while all columns pass. */
  private static final int ROWS = 128;

  private VectorGemmTransposed() {}

  static void multiply(
      float[] rows,
      int[] offsets,
      int from,
      int to,
      int columns,
      float[] p,
      Lanes lanes,
      float[] out) {
    for (int first = from; first < to; first += ROWS) {
      int last = Math.min(to, first + ROWS);
      for (int lane = lanes.from(); lane < lanes.to(); ) {
        int vectors = VectorGemm.vectors(lanes.to() - lane);
        panel(vectors, rows, offsets, first, last, columns, p, lane, lanes.width(), out);
        lane += vectors * STEP;
      }
    }
  }

  private static void panel(
      int vectors,
      float[] rows,
      int[] offsets,
      int from,
      int to,
      int columns,
      float[] p,
      int lane,
      int width,
      float[] out) {
    int c = 0;
    int at = lane;
    if (VectorGemm.eightRows(vectors)) {
      for (; c + 8 <= columns; c += 8, at += 8 * width) {
        if (vectors == 2) {
          VectorGemmColumns.columns8by2(
              rows, offsets, from, to, c, p, lane, width, out, at, width, out, at);
        } else {
          VectorGemmColumns.columns8by1(
              rows, offsets, from, to, c, p, lane, width, out, at, width, out, at);
        }
      }
    }
    if (vectors > 1) {
      for (; c + 4 <= columns; c += 4, at += 4 * width) {
        if (vectors == 4) {
          VectorGemmColumns.columns4by4(
              rows, offsets, from, to, c, p, lane, width, out, at, width, out, at);
        } else {
          VectorGemmColumns.columns4by2(
              rows, offsets, from, to, c, p, lane, width, out, at, width, out, at);
        }
      }
    }
    for (; c < columns; c++, at += width) {
      switch (vectors) {
        case 4 ->
            VectorGemmColumns.columns1by4(
                rows, offsets, from, to, c, p, lane, width, out, at, width, out, at);
        case 2 ->
            VectorGemmColumns.columns1by2(
                rows, offsets, from, to, c, p, lane, width, out, at, width, out, at);
        default ->
            VectorGemmColumns.columns1by1(
                rows, offsets, from, to, c, p, lane, width, out, at, width, out, at);
      }
    }
  }
}
