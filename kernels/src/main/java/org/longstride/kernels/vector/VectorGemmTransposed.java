package org.longstride.kernels.vector;

/**
 * Transposed rows times lanes, held in registers as in {@link VectorGemm}, in {@linkplain
 * VectorGemmColumns blocks} of columns.
 */
final class VectorGemmTransposed {

  private static final int STEP = VectorGemm.SPECIES.length();

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
    int distance = PitchedRows.distance(offsets, from, to);
    boolean copied = distance == PitchedRows.NONE;
    int step = copied ? PitchedRows.PITCH : distance;
    int most = copied ? PitchedRows.PITCH : columns;
    PitchedRows some = PitchedRows.ofThread();
    int width = lanes.width();
    // The lanes of so many rows stay in the first-level cache while all columns pass.
    for (int first = from; first < to; first += PitchedRows.ROWS) {
      int count = Math.min(PitchedRows.ROWS, to - first);
      for (int start = 0; start < columns; start += most) {
        int part = Math.min(most, columns - start);
        if (copied) {
          some.copy(rows, offsets, first, count, start, part);
        }
        multiply(
            copied ? some.rows() : rows,
            copied ? 0 : offsets[first] + start,
            step,
            count,
            part,
            p,
            first * width,
            lanes,
            out,
            start * width);
      }
    }
  }

  /** The same of rows at one distance, {@code step}. */
  static void multiply(
      float[] rows,
      int rowsAt,
      int step,
      int count,
      int columns,
      float[] p,
      int pAt,
      Lanes lanes,
      float[] out,
      int outAt) {
    int width = lanes.width();
    for (int lane = lanes.from(); lane < lanes.to(); ) {
      int vectors = VectorGemm.vectors(lanes.to() - lane);
      int height = VectorGemm.height(vectors);
      for (int c = 0; c < columns; ) {
        int next = c + height <= columns ? c + height : c + 1;
        VectorGemmColumns.multiply(
            vectors,
            next - c,
            rows,
            rowsAt + c,
            step,
            count,
            p,
            pAt + lane,
            width,
            out,
            outAt + c * width + lane);
        c = next;
      }
      lane += vectors * STEP;
    }
  }
}
