package org.longstride.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Rows times lanes, held in registers: {@linkplain VectorGemmRows blocks} of as many sums as there
 * are registers for, four rows by four vectors where lanes are that many, so that each loaded
 * vector is used four times and the multiply units never wait.
 */
final class VectorGemm {

  static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;

  private static final int STEP = SPECIES.length();

  /** Whether there are registers for sixteen sums: the 32 of 512-bit machines. */
  private static final boolean SIXTEEN_SUMS = SPECIES.length() >= 16;

  /**
   * Lanes that all rows meet before the next: their features fill a first-level cache by a third.
   */
  private static final int WIDTH = 64;

  /** Rows that are found or copied at once: copies must be done before they are read. */
  private static final int SOME = 64;

  private VectorGemm() {}

  static void multiply(
      float[] rows,
      int[] offsets,
      int from,
      int to,
      int depth,
      float[] x,
      int xOffset,
      Lanes lanes,
      float[] out,
      int outOffset,
      boolean accumulate) {
    boolean pitched = PitchedRows.distance(offsets, from, to) == PitchedRows.PITCH;
    PitchedRows some = PitchedRows.ofThread();
    int width = lanes.width();
    int start = 0;
    do {
      int part = Math.min(PitchedRows.PITCH, depth - start);
      boolean continued = accumulate || start > 0;
      for (int lane = lanes.from(); lane < lanes.to(); lane += WIDTH) {
        int end = Math.min(lanes.to(), lane + WIDTH);
        for (int r = from; r < to; r += SOME) {
          int count = Math.min(SOME, to - r);
          if (!pitched) {
            some.copy(rows, offsets, r, count, start, part);
          }
          multiply(
              pitched ? rows : some.rows(),
              pitched ? offsets[r] + start : 0,
              count,
              part,
              x,
              xOffset + start * width,
              width,
              lane,
              end,
              out,
              outOffset + r * width,
              continued);
        }
      }
      start += PitchedRows.PITCH;
    } while (start < depth);
  }

  /** Some rows and some lanes. */
  private static void multiply(
      float[] rows,
      int rowsAt,
      int count,
      int depth,
      float[] x,
      int xAt,
      int width,
      int from,
      int to,
      float[] out,
      int outAt,
      boolean continued) {
    for (int lane = from; lane < to; ) {
      int vectors = vectors(to - lane);
      int height = height(vectors);
      for (int r = 0; r < count; ) {
        int next = r + height <= count ? r + height : r + 1;
        VectorGemmRows.multiply(
            vectors,
            next - r,
            rows,
            rowsAt + r * PitchedRows.PITCH,
            depth,
            x,
            xAt + lane,
            width,
            out,
            outAt + r * width + lane,
            continued);
        r = next;
      }
      lane += vectors * STEP;
    }
  }

  /** How many vectors the next blocks take of the lanes that are left. */
  static int vectors(int lanes) {
    int left = lanes / STEP;
    int most = SIXTEEN_SUMS ? 4 : 2;
    return left >= most ? most : left >= 2 ? 2 : 1;
  }

  /**
   * Rows of a block of so many vectors. One or two get eight: of four, there would be too few sums,
   * and multiply units would wait for them and for the loop around.
   */
  static int height(int vectors) {
    return vectors == 1 || vectors == 2 && SIXTEEN_SUMS ? 8 : 4;
  }
}
