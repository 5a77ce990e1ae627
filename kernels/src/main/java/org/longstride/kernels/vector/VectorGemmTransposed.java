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
    // The lanes of so many rows stay in the first-level cache while all columns pass.
    for (int first = from; first < to; first += PitchedRows.ROWS) {
      int count = Math.min(PitchedRows.ROWS, to - first);
      int pAt = first * lanes.width();
      if (distance == PitchedRows.NONE) {
        multiplyCopies(rows, offsets, first, count, columns, p, pAt, lanes, out);
      } else {
        multiply(rows, offsets[first], distance, count, columns, p, pAt, lanes, out, 0);
      }
    }
  }

  /** The same of few rows, which lie anywhere. */
  private static void multiplyCopies(
      float[] rows,
      int[] offsets,
      int first,
      int count,
      int columns,
      float[] p,
      int pAt,
      Lanes lanes,
      float[] out) {
    PitchedRows some = PitchedRows.take();
    for (int start = 0; start < columns; start += PitchedRows.PITCH) {
      int part = Math.min(PitchedRows.PITCH, columns - start);
      some.copy(rows, offsets, first, count, start, part);
      multiply(
          some.rows(),
          0,
          PitchedRows.PITCH,
          count,
          part,
          p,
          pAt,
          lanes,
          out,
          start * lanes.width());
    }
    some.giveBack();
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
