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

  /** Vectors side by side, at most. */
  private static final int VECTORS = SIXTEEN_SUMS ? 4 : 2;

  /**
   * Features at a time: the lanes' part of them stays in the first-level cache while all rows pass.
   */
  private static final int DEPTH = 128;

  private VectorGemm() {}

  static void multiply(
      float[] rows,
      int[] offsets,
      int from,
      int to,
      int depth,
      float[] x,
      Lanes lanes,
      float[] out,
      int outOffset,
      boolean accumulate) {
    int start = 0;
    do {
      int part = Math.min(DEPTH, depth - start);
      boolean continued = accumulate || start > 0;
      for (int lane = lanes.from(); lane < lanes.to(); ) {
        int vectors = vectors(lanes.to() - lane);
        panel(
            vectors,
            rows,
            offsets,
            from,
            to,
            start,
            part,
            x,
            lane,
            lanes.width(),
            out,
            outOffset,
            continued);
        lane += vectors * STEP;
      }
      start += DEPTH;
    } while (start < depth);
  }

  /** How many vectors the next panel takes of the lanes that are left. */
  static int vectors(int lanes) {
    int left = lanes / STEP;
    return left >= VECTORS ? VECTORS : left >= 2 ? 2 : 1;
  }

  /**
   * Whether a block of so few vectors takes eight rows (or columns): of four, it would have too few
   * sums, and its multiply units would wait for them and for the loop around.
   */
  static boolean eightRows(int vectors) {
    return vectors == 1 || vectors == 2 && SIXTEEN_SUMS;
  }

  private static void panel(
      int vectors,
      float[] rows,
      int[] offsets,
      int from,
      int to,
      int start,
      int depth,
      float[] x,
      int lane,
      int width,
      float[] out,
      int outOffset,
      boolean continued) {
    int xAt = start * width + lane;
    int r = from;
    int at = outOffset + from * width + lane;
    if (eightRows(vectors)) {
      for (; r + 8 <= to; r += 8, at += 8 * width) {
        int o0 = offsets[r] + start;
        int o1 = offsets[r + 1] + start;
        int o2 = offsets[r + 2] + start;
        int o3 = offsets[r + 3] + start;
        int o4 = offsets[r + 4] + start;
        int o5 = offsets[r + 5] + start;
        int o6 = offsets[r + 6] + start;
        int o7 = offsets[r + 7] + start;
        if (vectors == 2) {
          VectorGemmRows.rows8by2(
              rows, o0, o1, o2, o3, o4, o5, o6, o7, depth, x, xAt, width, out, at, continued);
        } else {
          VectorGemmRows.rows8by1(
              rows, o0, o1, o2, o3, o4, o5, o6, o7, depth, x, xAt, width, out, at, continued);
        }
      }
    }
    if (vectors > 1) {
      for (; r + 4 <= to; r += 4, at += 4 * width) {
        int o0 = offsets[r] + start;
        int o1 = offsets[r + 1] + start;
        int o2 = offsets[r + 2] + start;
        int o3 = offsets[r + 3] + start;
        if (vectors == 4) {
          VectorGemmRows.rows4by4(rows, o0, o1, o2, o3, depth, x, xAt, width, out, at, continued);
        } else {
          VectorGemmRows.rows4by2(rows, o0, o1, o2, o3, depth, x, xAt, width, out, at, continued);
        }
      }
    }
    for (; r < to; r++, at += width) {
      int o0 = offsets[r] + start;
      switch (vectors) {
        case 4 -> VectorGemmRows.rows1by4(rows, o0, depth, x, xAt, width, out, at, continued);
        case 2 -> VectorGemmRows.rows1by2(rows, o0, depth, x, xAt, width, out, at, continued);
        default -> VectorGemmRows.rows1by1(rows, o0, depth, x, xAt, width, out, at, continued);
      }
    }
  }
}
