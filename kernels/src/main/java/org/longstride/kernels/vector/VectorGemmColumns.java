package org.longstride.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The blocks of {@link VectorGemmTransposed}: some columns by some vectors, named by their numbers,
 * and written out as those of {@link VectorGemmRows}. The sums so far and the new ones are two
 * parameters, though they are one array: of one, the compiler would keep sixteen indices through
 * the loop, and move what the loop needs to and fro instead. Rows lie at one distance, for the same
 * reason.
 */
final class VectorGemmColumns {

  private static final VectorSpecies<Float> SPECIES = VectorGemm.SPECIES;
  private static final int STEP = SPECIES.length();

  private VectorGemmColumns() {}

  /**
   * {@code out[at + k * width + lane] += sum over r of rows[rowsAt + r * step + k] * p[pAt + r *
   * width + lane]} for some columns {@code k} and vectors of lanes.
   */
  static void multiply(
      int vectors,
      int columns,
      float[] rows,
      int o,
      int step,
      int count,
      float[] p,
      int i,
      int width,
      float[] out,
      int at) {
    if (columns == 1) {
      switch (vectors) {
        case 4 -> columns1by4(rows, o, step, count, p, i, width, out, at, width, out, at);
        case 2 -> columns1by2(rows, o, step, count, p, i, width, out, at, width, out, at);
        default -> columns1by1(rows, o, step, count, p, i, width, out, at, width, out, at);
      }
    } else if (vectors == 4) {
      columns4by4(rows, o, step, count, p, i, width, out, at, width, out, at);
    } else if (vectors == 1) {
      columns8by1(rows, o, step, count, p, i, width, out, at, width, out, at);
    } else if (columns == 8) {
      columns8by2(rows, o, step, count, p, i, width, out, at, width, out, at);
    } else {
      columns4by2(rows, o, step, count, p, i, width, out, at, width, out, at);
    }
  }

  private static void columns4by4(
      float[] rows,
      int rowsAt,
      int step,
      int count,
      float[] p,
      int pAt,
      int width,
      float[] sums,
      int sumsAt,
      int sumsWidth,
      float[] out,
      int at) {
    FloatVector s00 = FloatVector.fromArray(SPECIES, sums, sumsAt + 0 * sumsWidth + 0 * STEP);
    FloatVector s01 = FloatVector.fromArray(SPECIES, sums, sumsAt + 0 * sumsWidth + 1 * STEP);
    FloatVector s02 = FloatVector.fromArray(SPECIES, sums, sumsAt + 0 * sumsWidth + 2 * STEP);
    FloatVector s03 = FloatVector.fromArray(SPECIES, sums, sumsAt + 0 * sumsWidth + 3 * STEP);
    FloatVector s10 = FloatVector.fromArray(SPECIES, sums, sumsAt + 1 * sumsWidth + 0 * STEP);
    FloatVector s11 = FloatVector.fromArray(SPECIES, sums, sumsAt + 1 * sumsWidth + 1 * STEP);
    FloatVector s12 = FloatVector.fromArray(SPECIES, sums, sumsAt + 1 * sumsWidth + 2 * STEP);
    FloatVector s13 = FloatVector.fromArray(SPECIES, sums, sumsAt + 1 * sumsWidth + 3 * STEP);
    FloatVector s20 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * sumsWidth + 0 * STEP);
    FloatVector s21 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * sumsWidth + 1 * STEP);
    FloatVector s22 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * sumsWidth + 2 * STEP);
    FloatVector s23 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * sumsWidth + 3 * STEP);
    FloatVector s30 = FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * sumsWidth + 0 * STEP);
    FloatVector s31 = FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * sumsWidth + 1 * STEP);
    FloatVector s32 = FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * sumsWidth + 2 * STEP);
    FloatVector s33 = FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * sumsWidth + 3 * STEP);
    for (int r = 0, o = rowsAt, i = pAt; r < count; r++, o += step, i += width) {
      FloatVector p0 = FloatVector.fromArray(SPECIES, p, i + 0 * STEP);
      FloatVector p1 = FloatVector.fromArray(SPECIES, p, i + 1 * STEP);
      FloatVector p2 = FloatVector.fromArray(SPECIES, p, i + 2 * STEP);
      FloatVector p3 = FloatVector.fromArray(SPECIES, p, i + 3 * STEP);
      FloatVector b0 = FloatVector.broadcast(SPECIES, rows[o + 0]);
      s00 = b0.fma(p0, s00);
      s01 = b0.fma(p1, s01);
      s02 = b0.fma(p2, s02);
      s03 = b0.fma(p3, s03);
      FloatVector b1 = FloatVector.broadcast(SPECIES, rows[o + 1]);
      s10 = b1.fma(p0, s10);
      s11 = b1.fma(p1, s11);
      s12 = b1.fma(p2, s12);
      s13 = b1.fma(p3, s13);
      FloatVector b2 = FloatVector.broadcast(SPECIES, rows[o + 2]);
      s20 = b2.fma(p0, s20);
      s21 = b2.fma(p1, s21);
      s22 = b2.fma(p2, s22);
      s23 = b2.fma(p3, s23);
      FloatVector b3 = FloatVector.broadcast(SPECIES, rows[o + 3]);
      s30 = b3.fma(p0, s30);
      s31 = b3.fma(p1, s31);
      s32 = b3.fma(p2, s32);
      s33 = b3.fma(p3, s33);
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

  private static void columns4by2(
      float[] rows,
      int rowsAt,
      int step,
      int count,
      float[] p,
      int pAt,
      int width,
      float[] sums,
      int sumsAt,
      int sumsWidth,
      float[] out,
      int at) {
    FloatVector s00 = FloatVector.fromArray(SPECIES, sums, sumsAt + 0 * sumsWidth + 0 * STEP);
    FloatVector s01 = FloatVector.fromArray(SPECIES, sums, sumsAt + 0 * sumsWidth + 1 * STEP);
    FloatVector s10 = FloatVector.fromArray(SPECIES, sums, sumsAt + 1 * sumsWidth + 0 * STEP);
    FloatVector s11 = FloatVector.fromArray(SPECIES, sums, sumsAt + 1 * sumsWidth + 1 * STEP);
    FloatVector s20 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * sumsWidth + 0 * STEP);
    FloatVector s21 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * sumsWidth + 1 * STEP);
    FloatVector s30 = FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * sumsWidth + 0 * STEP);
    FloatVector s31 = FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * sumsWidth + 1 * STEP);
    for (int r = 0, o = rowsAt, i = pAt; r < count; r++, o += step, i += width) {
      FloatVector p0 = FloatVector.fromArray(SPECIES, p, i + 0 * STEP);
      FloatVector p1 = FloatVector.fromArray(SPECIES, p, i + 1 * STEP);
      FloatVector b0 = FloatVector.broadcast(SPECIES, rows[o + 0]);
      s00 = b0.fma(p0, s00);
      s01 = b0.fma(p1, s01);
      FloatVector b1 = FloatVector.broadcast(SPECIES, rows[o + 1]);
      s10 = b1.fma(p0, s10);
      s11 = b1.fma(p1, s11);
      FloatVector b2 = FloatVector.broadcast(SPECIES, rows[o + 2]);
      s20 = b2.fma(p0, s20);
      s21 = b2.fma(p1, s21);
      FloatVector b3 = FloatVector.broadcast(SPECIES, rows[o + 3]);
      s30 = b3.fma(p0, s30);
      s31 = b3.fma(p1, s31);
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

  private static void columns8by2(
      float[] rows,
      int rowsAt,
      int step,
      int count,
      float[] p,
      int pAt,
      int width,
      float[] sums,
      int sumsAt,
      int sumsWidth,
      float[] out,
      int at) {
    FloatVector s00 = FloatVector.fromArray(SPECIES, sums, sumsAt + 0 * sumsWidth + 0 * STEP);
    FloatVector s01 = FloatVector.fromArray(SPECIES, sums, sumsAt + 0 * sumsWidth + 1 * STEP);
    FloatVector s10 = FloatVector.fromArray(SPECIES, sums, sumsAt + 1 * sumsWidth + 0 * STEP);
    FloatVector s11 = FloatVector.fromArray(SPECIES, sums, sumsAt + 1 * sumsWidth + 1 * STEP);
    FloatVector s20 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * sumsWidth + 0 * STEP);
    FloatVector s21 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * sumsWidth + 1 * STEP);
    FloatVector s30 = FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * sumsWidth + 0 * STEP);
    FloatVector s31 = FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * sumsWidth + 1 * STEP);
    FloatVector s40 = FloatVector.fromArray(SPECIES, sums, sumsAt + 4 * sumsWidth + 0 * STEP);
    FloatVector s41 = FloatVector.fromArray(SPECIES, sums, sumsAt + 4 * sumsWidth + 1 * STEP);
    FloatVector s50 = FloatVector.fromArray(SPECIES, sums, sumsAt + 5 * sumsWidth + 0 * STEP);
    FloatVector s51 = FloatVector.fromArray(SPECIES, sums, sumsAt + 5 * sumsWidth + 1 * STEP);
    FloatVector s60 = FloatVector.fromArray(SPECIES, sums, sumsAt + 6 * sumsWidth + 0 * STEP);
    FloatVector s61 = FloatVector.fromArray(SPECIES, sums, sumsAt + 6 * sumsWidth + 1 * STEP);
    FloatVector s70 = FloatVector.fromArray(SPECIES, sums, sumsAt + 7 * sumsWidth + 0 * STEP);
    FloatVector s71 = FloatVector.fromArray(SPECIES, sums, sumsAt + 7 * sumsWidth + 1 * STEP);
    for (int r = 0, o = rowsAt, i = pAt; r < count; r++, o += step, i += width) {
      FloatVector p0 = FloatVector.fromArray(SPECIES, p, i + 0 * STEP);
      FloatVector p1 = FloatVector.fromArray(SPECIES, p, i + 1 * STEP);
      FloatVector b0 = FloatVector.broadcast(SPECIES, rows[o + 0]);
      s00 = b0.fma(p0, s00);
      s01 = b0.fma(p1, s01);
      FloatVector b1 = FloatVector.broadcast(SPECIES, rows[o + 1]);
      s10 = b1.fma(p0, s10);
      s11 = b1.fma(p1, s11);
      FloatVector b2 = FloatVector.broadcast(SPECIES, rows[o + 2]);
      s20 = b2.fma(p0, s20);
      s21 = b2.fma(p1, s21);
      FloatVector b3 = FloatVector.broadcast(SPECIES, rows[o + 3]);
      s30 = b3.fma(p0, s30);
      s31 = b3.fma(p1, s31);
      FloatVector b4 = FloatVector.broadcast(SPECIES, rows[o + 4]);
      s40 = b4.fma(p0, s40);
      s41 = b4.fma(p1, s41);
      FloatVector b5 = FloatVector.broadcast(SPECIES, rows[o + 5]);
      s50 = b5.fma(p0, s50);
      s51 = b5.fma(p1, s51);
      FloatVector b6 = FloatVector.broadcast(SPECIES, rows[o + 6]);
      s60 = b6.fma(p0, s60);
      s61 = b6.fma(p1, s61);
      FloatVector b7 = FloatVector.broadcast(SPECIES, rows[o + 7]);
      s70 = b7.fma(p0, s70);
      s71 = b7.fma(p1, s71);
    }
    s00.intoArray(out, at + 0 * width + 0 * STEP);
    s01.intoArray(out, at + 0 * width + 1 * STEP);
    s10.intoArray(out, at + 1 * width + 0 * STEP);
    s11.intoArray(out, at + 1 * width + 1 * STEP);
    s20.intoArray(out, at + 2 * width + 0 * STEP);
    s21.intoArray(out, at + 2 * width + 1 * STEP);
    s30.intoArray(out, at + 3 * width + 0 * STEP);
    s31.intoArray(out, at + 3 * width + 1 * STEP);
    s40.intoArray(out, at + 4 * width + 0 * STEP);
    s41.intoArray(out, at + 4 * width + 1 * STEP);
    s50.intoArray(out, at + 5 * width + 0 * STEP);
    s51.intoArray(out, at + 5 * width + 1 * STEP);
    s60.intoArray(out, at + 6 * width + 0 * STEP);
    s61.intoArray(out, at + 6 * width + 1 * STEP);
    s70.intoArray(out, at + 7 * width + 0 * STEP);
    s71.intoArray(out, at + 7 * width + 1 * STEP);
  }

  private static void columns8by1(
      float[] rows,
      int rowsAt,
      int step,
      int count,
      float[] p,
      int pAt,
      int width,
      float[] sums,
      int sumsAt,
      int sumsWidth,
      float[] out,
      int at) {
    FloatVector s00 = FloatVector.fromArray(SPECIES, sums, sumsAt + 0 * sumsWidth + 0 * STEP);
    FloatVector s10 = FloatVector.fromArray(SPECIES, sums, sumsAt + 1 * sumsWidth + 0 * STEP);
    FloatVector s20 = FloatVector.fromArray(SPECIES, sums, sumsAt + 2 * sumsWidth + 0 * STEP);
    FloatVector s30 = FloatVector.fromArray(SPECIES, sums, sumsAt + 3 * sumsWidth + 0 * STEP);
    FloatVector s40 = FloatVector.fromArray(SPECIES, sums, sumsAt + 4 * sumsWidth + 0 * STEP);
    FloatVector s50 = FloatVector.fromArray(SPECIES, sums, sumsAt + 5 * sumsWidth + 0 * STEP);
    FloatVector s60 = FloatVector.fromArray(SPECIES, sums, sumsAt + 6 * sumsWidth + 0 * STEP);
    FloatVector s70 = FloatVector.fromArray(SPECIES, sums, sumsAt + 7 * sumsWidth + 0 * STEP);
    for (int r = 0, o = rowsAt, i = pAt; r < count; r++, o += step, i += width) {
      FloatVector p0 = FloatVector.fromArray(SPECIES, p, i + 0 * STEP);
      FloatVector b0 = FloatVector.broadcast(SPECIES, rows[o + 0]);
      s00 = b0.fma(p0, s00);
      FloatVector b1 = FloatVector.broadcast(SPECIES, rows[o + 1]);
      s10 = b1.fma(p0, s10);
      FloatVector b2 = FloatVector.broadcast(SPECIES, rows[o + 2]);
      s20 = b2.fma(p0, s20);
      FloatVector b3 = FloatVector.broadcast(SPECIES, rows[o + 3]);
      s30 = b3.fma(p0, s30);
      FloatVector b4 = FloatVector.broadcast(SPECIES, rows[o + 4]);
      s40 = b4.fma(p0, s40);
      FloatVector b5 = FloatVector.broadcast(SPECIES, rows[o + 5]);
      s50 = b5.fma(p0, s50);
      FloatVector b6 = FloatVector.broadcast(SPECIES, rows[o + 6]);
      s60 = b6.fma(p0, s60);
      FloatVector b7 = FloatVector.broadcast(SPECIES, rows[o + 7]);
      s70 = b7.fma(p0, s70);
    }
    s00.intoArray(out, at + 0 * width + 0 * STEP);
    s10.intoArray(out, at + 1 * width + 0 * STEP);
    s20.intoArray(out, at + 2 * width + 0 * STEP);
    s30.intoArray(out, at + 3 * width + 0 * STEP);
    s40.intoArray(out, at + 4 * width + 0 * STEP);
    s50.intoArray(out, at + 5 * width + 0 * STEP);
    s60.intoArray(out, at + 6 * width + 0 * STEP);
    s70.intoArray(out, at + 7 * width + 0 * STEP);
  }

  private static void columns1by4(
      float[] rows,
      int rowsAt,
      int step,
      int count,
      float[] p,
      int pAt,
      int width,
      float[] sums,
      int sumsAt,
      int sumsWidth,
      float[] out,
      int at) {
    FloatVector s00 = FloatVector.fromArray(SPECIES, sums, sumsAt + 0 * sumsWidth + 0 * STEP);
    FloatVector s01 = FloatVector.fromArray(SPECIES, sums, sumsAt + 0 * sumsWidth + 1 * STEP);
    FloatVector s02 = FloatVector.fromArray(SPECIES, sums, sumsAt + 0 * sumsWidth + 2 * STEP);
    FloatVector s03 = FloatVector.fromArray(SPECIES, sums, sumsAt + 0 * sumsWidth + 3 * STEP);
    for (int r = 0, o = rowsAt, i = pAt; r < count; r++, o += step, i += width) {
      FloatVector p0 = FloatVector.fromArray(SPECIES, p, i + 0 * STEP);
      FloatVector p1 = FloatVector.fromArray(SPECIES, p, i + 1 * STEP);
      FloatVector p2 = FloatVector.fromArray(SPECIES, p, i + 2 * STEP);
      FloatVector p3 = FloatVector.fromArray(SPECIES, p, i + 3 * STEP);
      FloatVector b0 = FloatVector.broadcast(SPECIES, rows[o + 0]);
      s00 = b0.fma(p0, s00);
      s01 = b0.fma(p1, s01);
      s02 = b0.fma(p2, s02);
      s03 = b0.fma(p3, s03);
    }
    s00.intoArray(out, at + 0 * width + 0 * STEP);
    s01.intoArray(out, at + 0 * width + 1 * STEP);
    s02.intoArray(out, at + 0 * width + 2 * STEP);
    s03.intoArray(out, at + 0 * width + 3 * STEP);
  }

  private static void columns1by2(
      float[] rows,
      int rowsAt,
      int step,
      int count,
      float[] p,
      int pAt,
      int width,
      float[] sums,
      int sumsAt,
      int sumsWidth,
      float[] out,
      int at) {
    FloatVector s00 = FloatVector.fromArray(SPECIES, sums, sumsAt + 0 * sumsWidth + 0 * STEP);
    FloatVector s01 = FloatVector.fromArray(SPECIES, sums, sumsAt + 0 * sumsWidth + 1 * STEP);
    for (int r = 0, o = rowsAt, i = pAt; r < count; r++, o += step, i += width) {
      FloatVector p0 = FloatVector.fromArray(SPECIES, p, i + 0 * STEP);
      FloatVector p1 = FloatVector.fromArray(SPECIES, p, i + 1 * STEP);
      FloatVector b0 = FloatVector.broadcast(SPECIES, rows[o + 0]);
      s00 = b0.fma(p0, s00);
      s01 = b0.fma(p1, s01);
    }
    s00.intoArray(out, at + 0 * width + 0 * STEP);
    s01.intoArray(out, at + 0 * width + 1 * STEP);
  }

  private static void columns1by1(
      float[] rows,
      int rowsAt,
      int step,
      int count,
      float[] p,
      int pAt,
      int width,
      float[] sums,
      int sumsAt,
      int sumsWidth,
      float[] out,
      int at) {
    FloatVector s00 = FloatVector.fromArray(SPECIES, sums, sumsAt + 0 * sumsWidth + 0 * STEP);
    for (int r = 0, o = rowsAt, i = pAt; r < count; r++, o += step, i += width) {
      FloatVector p0 = FloatVector.fromArray(SPECIES, p, i + 0 * STEP);
      FloatVector b0 = FloatVector.broadcast(SPECIES, rows[o + 0]);
      s00 = b0.fma(p0, s00);
    }
    s00.intoArray(out, at + 0 * width + 0 * STEP);
  }
}
