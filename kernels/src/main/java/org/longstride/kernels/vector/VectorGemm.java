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

  /** Rows that meet such lanes before the next rows: half of a first-level cache. */
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
    if (PitchedRows.distance(offsets, from, to) == PitchedRows.PITCH
        && depth <= PitchedRows.PITCH) {
      multiply(
          rows,
          to > from ? offsets[from] : 0,
          to - from,
          depth,
          x,
          xOffset,
          lanes,
          out,
          outOffset + from * lanes.width(),
          accumulate);
      return;
    }
    PitchedRows some = PitchedRows.take();
    int width = lanes.width();
    int start = 0;
    do {
      int part = Math.min(PitchedRows.PITCH, depth - start);
      for (int r = from; r < to; r += PitchedRows.ROWS) {
        int count = Math.min(PitchedRows.ROWS, to - r);
        some.copy(rows, offsets, r, count, start, part);
        multiply(
            some.rows(),
            0,
            count,
            part,
            x,
            xOffset + start * width,
            lanes,
            out,
            outOffset + r * width,
            accumulate || start > 0);
      }
      start += PitchedRows.PITCH;
    } while (start < depth);
    some.giveBack();
  }

  /** The same of rows that lie at the pitch and are no longer. */
  static void multiply(
      float[] rows,
      int rowsAt,
      int count,
      int depth,
      float[] x,
      int xAt,
      Lanes lanes,
      float[] out,
      int outAt,
      boolean continued) {
    for (int lane = lanes.from(); lane < lanes.to(); lane += WIDTH) {
      int end = Math.min(lanes.to(), lane + WIDTH);
      for (int r = 0; r < count; r += SOME) {
        int next = Math.min(SOME, count - r);
        int row = rowsAt + r * PitchedRows.PITCH;
        multiply(
            rows,
            row,
            next,
            depth,
            x,
            xAt,
            lanes.width(),
            lane,
            end,
            out,
            outAt + r * lanes.width(),
            continued);
      }
    }
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
