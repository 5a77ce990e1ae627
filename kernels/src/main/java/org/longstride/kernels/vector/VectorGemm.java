package org.longstride.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Rows times lanes, held in registers: four rows by four vectors (two where vectors are short), so
 * that each loaded vector is used four times and the multiply units never wait. The blocks are
 * written out because only named variables are sure to live in registers.
 */
final class VectorGemm {

  static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;

  private static final int STEP = SPECIES.length();

  /**
   * Vectors side by side: sixteen sums, four vectors and a scalar need the 32 registers of 512-bit
   * machines.
   */
  private static final int VECTORS = SPECIES.length() >= 16 ? 4 : 2;

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
    for (; r + 4 <= to; r += 4, at += 4 * width) {
      int o0 = offsets[r] + start;
      int o1 = offsets[r + 1] + start;
      int o2 = offsets[r + 2] + start;
      int o3 = offsets[r + 3] + start;
      switch (vectors) {
        case 4 -> rows4by4(rows, o0, o1, o2, o3, depth, x, xAt, width, out, at, continued);
        case 2 -> rows4by2(rows, o0, o1, o2, o3, depth, x, xAt, width, out, at, continued);
        default -> rows4by1(rows, o0, o1, o2, o3, depth, x, xAt, width, out, at, continued);
      }
    }
    for (; r < to; r++, at += width) {
      int o0 = offsets[r] + start;
      switch (vectors) {
        case 4 -> rows1by4(rows, o0, depth, x, xAt, width, out, at, continued);
        case 2 -> rows1by2(rows, o0, depth, x, xAt, width, out, at, continued);
        default -> rows1by1(rows, o0, depth, x, xAt, width, out, at, continued);
      }
    }
  }

  private static FloatVector start(float[] out, int at, boolean continued) {
    return continued ? FloatVector.fromArray(SPECIES, out, at) : FloatVector.zero(SPECIES);
  }

  private static void rows4by4(
      float[] rows,
      int o0,
      int o1,
      int o2,
      int o3,
      int depth,
      float[] x,
      int xAt,
      int width,
      float[] out,
      int at,
      boolean accumulate) {
    FloatVector s00 = start(out, at + 0 * width + 0 * STEP, accumulate);
    FloatVector s01 = start(out, at + 0 * width + 1 * STEP, accumulate);
    FloatVector s02 = start(out, at + 0 * width + 2 * STEP, accumulate);
    FloatVector s03 = start(out, at + 0 * width + 3 * STEP, accumulate);
    FloatVector s10 = start(out, at + 1 * width + 0 * STEP, accumulate);
    FloatVector s11 = start(out, at + 1 * width + 1 * STEP, accumulate);
    FloatVector s12 = start(out, at + 1 * width + 2 * STEP, accumulate);
    FloatVector s13 = start(out, at + 1 * width + 3 * STEP, accumulate);
    FloatVector s20 = start(out, at + 2 * width + 0 * STEP, accumulate);
    FloatVector s21 = start(out, at + 2 * width + 1 * STEP, accumulate);
    FloatVector s22 = start(out, at + 2 * width + 2 * STEP, accumulate);
    FloatVector s23 = start(out, at + 2 * width + 3 * STEP, accumulate);
    FloatVector s30 = start(out, at + 3 * width + 0 * STEP, accumulate);
    FloatVector s31 = start(out, at + 3 * width + 1 * STEP, accumulate);
    FloatVector s32 = start(out, at + 3 * width + 2 * STEP, accumulate);
    FloatVector s33 = start(out, at + 3 * width + 3 * STEP, accumulate);
    for (int c = 0, i = xAt; c < depth; c++, i += width) {
      FloatVector x0 = FloatVector.fromArray(SPECIES, x, i + 0 * STEP);
      FloatVector x1 = FloatVector.fromArray(SPECIES, x, i + 1 * STEP);
      FloatVector x2 = FloatVector.fromArray(SPECIES, x, i + 2 * STEP);
      FloatVector x3 = FloatVector.fromArray(SPECIES, x, i + 3 * STEP);
      FloatVector b0 = FloatVector.broadcast(SPECIES, rows[o0 + c]);
      s00 = b0.fma(x0, s00);
      s01 = b0.fma(x1, s01);
      s02 = b0.fma(x2, s02);
      s03 = b0.fma(x3, s03);
      FloatVector b1 = FloatVector.broadcast(SPECIES, rows[o1 + c]);
      s10 = b1.fma(x0, s10);
      s11 = b1.fma(x1, s11);
      s12 = b1.fma(x2, s12);
      s13 = b1.fma(x3, s13);
      FloatVector b2 = FloatVector.broadcast(SPECIES, rows[o2 + c]);
      s20 = b2.fma(x0, s20);
      s21 = b2.fma(x1, s21);
      s22 = b2.fma(x2, s22);
      s23 = b2.fma(x3, s23);
      FloatVector b3 = FloatVector.broadcast(SPECIES, rows[o3 + c]);
      s30 = b3.fma(x0, s30);
      s31 = b3.fma(x1, s31);
      s32 = b3.fma(x2, s32);
      s33 = b3.fma(x3, s33);
    }
    s00.intoArray(out, at + 0 * width + 0 * STEP);
    s01.intoArray(out, at + 0 * width + 1 * STEP);
    s02.intoArray(out, at + 0 * width + 2 * STEP);
    s03.intoArray(out, at + 0 * width + 3 * STEP);
    s10.intoArray(out, at + 1 * width + 0 * STEP);
    s11.intoArray(out, at + 1 * width + 1 * STEP);
    s12.intoArray(out, at + 1 * width + 2 * STEP);
    s13.intoArray(out, at + 1 * width + 3 * STEP);
    s20.intoArray(out, at + 2 * width + 0 * STEP);
    s21.intoArray(out, at + 2 * width + 1 * STEP);
    s22.intoArray(out, at + 2 * width + 2 * STEP);
    s23.intoArray(out, at + 2 * width + 3 * STEP);
    s30.intoArray(out, at + 3 * width + 0 * STEP);
    s31.intoArray(out, at + 3 * width + 1 * STEP);
    s32.intoArray(out, at + 3 * width + 2 * STEP);
    s33.intoArray(out, at + 3 * width + 3 * STEP);
  }

  private static void rows4by2(
      float[] rows,
      int o0,
      int o1,
      int o2,
      int o3,
      int depth,
      float[] x,
      int xAt,
      int width,
      float[] out,
      int at,
      boolean accumulate) {
    FloatVector s00 = start(out, at + 0 * width + 0 * STEP, accumulate);
    FloatVector s01 = start(out, at + 0 * width + 1 * STEP, accumulate);
    FloatVector s10 = start(out, at + 1 * width + 0 * STEP, accumulate);
    FloatVector s11 = start(out, at + 1 * width + 1 * STEP, accumulate);
    FloatVector s20 = start(out, at + 2 * width + 0 * STEP, accumulate);
    FloatVector s21 = start(out, at + 2 * width + 1 * STEP, accumulate);
    FloatVector s30 = start(out, at + 3 * width + 0 * STEP, accumulate);
    FloatVector s31 = start(out, at + 3 * width + 1 * STEP, accumulate);
    for (int c = 0, i = xAt; c < depth; c++, i += width) {
      FloatVector x0 = FloatVector.fromArray(SPECIES, x, i + 0 * STEP);
      FloatVector x1 = FloatVector.fromArray(SPECIES, x, i + 1 * STEP);
      FloatVector b0 = FloatVector.broadcast(SPECIES, rows[o0 + c]);
      s00 = b0.fma(x0, s00);
      s01 = b0.fma(x1, s01);
      FloatVector b1 = FloatVector.broadcast(SPECIES, rows[o1 + c]);
      s10 = b1.fma(x0, s10);
      s11 = b1.fma(x1, s11);
      FloatVector b2 = FloatVector.broadcast(SPECIES, rows[o2 + c]);
      s20 = b2.fma(x0, s20);
      s21 = b2.fma(x1, s21);
      FloatVector b3 = FloatVector.broadcast(SPECIES, rows[o3 + c]);
      s30 = b3.fma(x0, s30);
      s31 = b3.fma(x1, s31);
    }
    s00.intoArray(out, at + 0 * width + 0 * STEP);
    s01.intoArray(out, at + 0 * width + 1 * STEP);
    s10.intoArray(out, at + 1 * width + 0 * STEP);
    s11.intoArray(out, at + 1 * width + 1 * STEP);
    s20.intoArray(out, at + 2 * width + 0 * STEP);
    s21.intoArray(out, at + 2 * width + 1 * STEP);
    s30.intoArray(out, at + 3 * width + 0 * STEP);
    s31.intoArray(out, at + 3 * width + 1 * STEP);
  }

  private static void rows4by1(
      float[] rows,
      int o0,
      int o1,
      int o2,
      int o3,
      int depth,
      float[] x,
      int xAt,
      int width,
      float[] out,
      int at,
      boolean accumulate) {
    FloatVector s00 = start(out, at + 0 * width + 0 * STEP, accumulate);
    FloatVector s10 = start(out, at + 1 * width + 0 * STEP, accumulate);
    FloatVector s20 = start(out, at + 2 * width + 0 * STEP, accumulate);
    FloatVector s30 = start(out, at + 3 * width + 0 * STEP, accumulate);
    for (int c = 0, i = xAt; c < depth; c++, i += width) {
      FloatVector x0 = FloatVector.fromArray(SPECIES, x, i + 0 * STEP);
      FloatVector b0 = FloatVector.broadcast(SPECIES, rows[o0 + c]);
      s00 = b0.fma(x0, s00);
      FloatVector b1 = FloatVector.broadcast(SPECIES, rows[o1 + c]);
      s10 = b1.fma(x0, s10);
      FloatVector b2 = FloatVector.broadcast(SPECIES, rows[o2 + c]);
      s20 = b2.fma(x0, s20);
      FloatVector b3 = FloatVector.broadcast(SPECIES, rows[o3 + c]);
      s30 = b3.fma(x0, s30);
    }
    s00.intoArray(out, at + 0 * width + 0 * STEP);
    s10.intoArray(out, at + 1 * width + 0 * STEP);
    s20.intoArray(out, at + 2 * width + 0 * STEP);
    s30.intoArray(out, at + 3 * width + 0 * STEP);
  }

  private static void rows1by4(
      float[] rows,
      int o0,
      int depth,
      float[] x,
      int xAt,
      int width,
      float[] out,
      int at,
      boolean accumulate) {
    FloatVector s00 = start(out, at + 0 * width + 0 * STEP, accumulate);
    FloatVector s01 = start(out, at + 0 * width + 1 * STEP, accumulate);
    FloatVector s02 = start(out, at + 0 * width + 2 * STEP, accumulate);
    FloatVector s03 = start(out, at + 0 * width + 3 * STEP, accumulate);
    for (int c = 0, i = xAt; c < depth; c++, i += width) {
      FloatVector x0 = FloatVector.fromArray(SPECIES, x, i + 0 * STEP);
      FloatVector x1 = FloatVector.fromArray(SPECIES, x, i + 1 * STEP);
      FloatVector x2 = FloatVector.fromArray(SPECIES, x, i + 2 * STEP);
      FloatVector x3 = FloatVector.fromArray(SPECIES, x, i + 3 * STEP);
      FloatVector b0 = FloatVector.broadcast(SPECIES, rows[o0 + c]);
      s00 = b0.fma(x0, s00);
      s01 = b0.fma(x1, s01);
      s02 = b0.fma(x2, s02);
      s03 = b0.fma(x3, s03);
    }
    s00.intoArray(out, at + 0 * width + 0 * STEP);
    s01.intoArray(out, at + 0 * width + 1 * STEP);
    s02.intoArray(out, at + 0 * width + 2 * STEP);
    s03.intoArray(out, at + 0 * width + 3 * STEP);
  }

  private static void rows1by2(
      float[] rows,
      int o0,
      int depth,
      float[] x,
      int xAt,
      int width,
      float[] out,
      int at,
      boolean accumulate) {
    FloatVector s00 = start(out, at + 0 * width + 0 * STEP, accumulate);
    FloatVector s01 = start(out, at + 0 * width + 1 * STEP, accumulate);
    for (int c = 0, i = xAt; c < depth; c++, i += width) {
      FloatVector x0 = FloatVector.fromArray(SPECIES, x, i + 0 * STEP);
      FloatVector x1 = FloatVector.fromArray(SPECIES, x, i + 1 * STEP);
      FloatVector b0 = FloatVector.broadcast(SPECIES, rows[o0 + c]);
      s00 = b0.fma(x0, s00);
      s01 = b0.fma(x1, s01);
    }
    s00.intoArray(out, at + 0 * width + 0 * STEP);
    s01.intoArray(out, at + 0 * width + 1 * STEP);
  }

  private static void rows1by1(
      float[] rows,
      int o0,
      int depth,
      float[] x,
      int xAt,
      int width,
      float[] out,
      int at,
      boolean accumulate) {
    FloatVector s00 = start(out, at + 0 * width + 0 * STEP, accumulate);
    for (int c = 0, i = xAt; c < depth; c++, i += width) {
      FloatVector x0 = FloatVector.fromArray(SPECIES, x, i + 0 * STEP);
      FloatVector b0 = FloatVector.broadcast(SPECIES, rows[o0 + c]);
      s00 = b0.fma(x0, s00);
    }
    s00.intoArray(out, at + 0 * width + 0 * STEP);
  }
}
