package org.longstride.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The blocks of {@link VectorGemm}: some rows by some vectors, named by their numbers. They are
 * written out because only named variables are sure to live in registers. Rows lie at one distance
 * that the compiler knows: one number finds them all, and what the loop needs stays in registers.
 */
final class VectorGemmRows {

  private static final VectorSpecies<Float> SPECIES = VectorGemm.SPECIES;
  private static final int STEP = SPECIES.length();
  private static final int PITCH = PitchedRows.PITCH;

  private VectorGemmRows() {}

  /**
   * {@code out[at + k * width + lane] (+)= sum over c of rows[o + k * PITCH + c] * x[i + c * width
   * + lane]} for some rows {@code k} and vectors of lanes.
   */
  static void multiply(
      int vectors,
      int count,
      float[] rows,
      int o,
      int depth,
      float[] x,
      int i,
      int width,
      float[] out,
      int at,
      boolean accumulate) {
    if (count == 1) {
      switch (vectors) {
        case 4 -> rows1by4(rows, o, depth, x, i, width, out, at, accumulate);
        case 2 -> rows1by2(rows, o, depth, x, i, width, out, at, accumulate);
        default -> rows1by1(rows, o, depth, x, i, width, out, at, accumulate);
      }
    } else if (vectors == 4) {
      rows4by4(rows, o, depth, x, i, width, out, at, accumulate);
    } else if (vectors == 1) {
      rows8by1(rows, o, depth, x, i, width, out, at, accumulate);
    } else if (count == 8) {
      rows8by2(rows, o, depth, x, i, width, out, at, accumulate);
    } else {
      rows4by2(rows, o, depth, x, i, width, out, at, accumulate);
    }
  }

  private static void rows4by4(
      float[] rows,
      int rowsAt,
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
      FloatVector b0 = FloatVector.broadcast(SPECIES, rows[rowsAt + c + 0 * PITCH]);
      s00 = b0.fma(x0, s00);
      s01 = b0.fma(x1, s01);
      s02 = b0.fma(x2, s02);
      s03 = b0.fma(x3, s03);
      FloatVector b1 = FloatVector.broadcast(SPECIES, rows[rowsAt + c + 1 * PITCH]);
      s10 = b1.fma(x0, s10);
      s11 = b1.fma(x1, s11);
      s12 = b1.fma(x2, s12);
      s13 = b1.fma(x3, s13);
      FloatVector b2 = FloatVector.broadcast(SPECIES, rows[rowsAt + c + 2 * PITCH]);
      s20 = b2.fma(x0, s20);
      s21 = b2.fma(x1, s21);
      s22 = b2.fma(x2, s22);
      s23 = b2.fma(x3, s23);
      FloatVector b3 = FloatVector.broadcast(SPECIES, rows[rowsAt + c + 3 * PITCH]);
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
      int rowsAt,
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
      FloatVector b0 = FloatVector.broadcast(SPECIES, rows[rowsAt + c + 0 * PITCH]);
      s00 = b0.fma(x0, s00);
      s01 = b0.fma(x1, s01);
      FloatVector b1 = FloatVector.broadcast(SPECIES, rows[rowsAt + c + 1 * PITCH]);
      s10 = b1.fma(x0, s10);
      s11 = b1.fma(x1, s11);
      FloatVector b2 = FloatVector.broadcast(SPECIES, rows[rowsAt + c + 2 * PITCH]);
      s20 = b2.fma(x0, s20);
      s21 = b2.fma(x1, s21);
      FloatVector b3 = FloatVector.broadcast(SPECIES, rows[rowsAt + c + 3 * PITCH]);
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

  private static void rows8by2(
      float[] rows,
      int rowsAt,
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
    FloatVector s40 = start(out, at + 4 * width + 0 * STEP, accumulate);
    FloatVector s41 = start(out, at + 4 * width + 1 * STEP, accumulate);
    FloatVector s50 = start(out, at + 5 * width + 0 * STEP, accumulate);
    FloatVector s51 = start(out, at + 5 * width + 1 * STEP, accumulate);
    FloatVector s60 = start(out, at + 6 * width + 0 * STEP, accumulate);
    FloatVector s61 = start(out, at + 6 * width + 1 * STEP, accumulate);
    FloatVector s70 = start(out, at + 7 * width + 0 * STEP, accumulate);
    FloatVector s71 = start(out, at + 7 * width + 1 * STEP, accumulate);
    for (int c = 0, i = xAt; c < depth; c++, i += width) {
      FloatVector x0 = FloatVector.fromArray(SPECIES, x, i + 0 * STEP);
      FloatVector x1 = FloatVector.fromArray(SPECIES, x, i + 1 * STEP);
      FloatVector b0 = FloatVector.broadcast(SPECIES, rows[rowsAt + c + 0 * PITCH]);
      s00 = b0.fma(x0, s00);
      s01 = b0.fma(x1, s01);
      FloatVector b1 = FloatVector.broadcast(SPECIES, rows[rowsAt + c + 1 * PITCH]);
      s10 = b1.fma(x0, s10);
      s11 = b1.fma(x1, s11);
      FloatVector b2 = FloatVector.broadcast(SPECIES, rows[rowsAt + c + 2 * PITCH]);
      s20 = b2.fma(x0, s20);
      s21 = b2.fma(x1, s21);
      FloatVector b3 = FloatVector.broadcast(SPECIES, rows[rowsAt + c + 3 * PITCH]);
      s30 = b3.fma(x0, s30);
      s31 = b3.fma(x1, s31);
      FloatVector b4 = FloatVector.broadcast(SPECIES, rows[rowsAt + c + 4 * PITCH]);
      s40 = b4.fma(x0, s40);
      s41 = b4.fma(x1, s41);
      FloatVector b5 = FloatVector.broadcast(SPECIES, rows[rowsAt + c + 5 * PITCH]);
      s50 = b5.fma(x0, s50);
      s51 = b5.fma(x1, s51);
      FloatVector b6 = FloatVector.broadcast(SPECIES, rows[rowsAt + c + 6 * PITCH]);
      s60 = b6.fma(x0, s60);
      s61 = b6.fma(x1, s61);
      FloatVector b7 = FloatVector.broadcast(SPECIES, rows[rowsAt + c + 7 * PITCH]);
      s70 = b7.fma(x0, s70);
      s71 = b7.fma(x1, s71);
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

  private static void rows8by1(
      float[] rows,
      int rowsAt,
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
    FloatVector s40 = start(out, at + 4 * width + 0 * STEP, accumulate);
    FloatVector s50 = start(out, at + 5 * width + 0 * STEP, accumulate);
    FloatVector s60 = start(out, at + 6 * width + 0 * STEP, accumulate);
    FloatVector s70 = start(out, at + 7 * width + 0 * STEP, accumulate);
    for (int c = 0, i = xAt; c < depth; c++, i += width) {
      FloatVector x0 = FloatVector.fromArray(SPECIES, x, i + 0 * STEP);
      FloatVector b0 = FloatVector.broadcast(SPECIES, rows[rowsAt + c + 0 * PITCH]);
      s00 = b0.fma(x0, s00);
      FloatVector b1 = FloatVector.broadcast(SPECIES, rows[rowsAt + c + 1 * PITCH]);
      s10 = b1.fma(x0, s10);
      FloatVector b2 = FloatVector.broadcast(SPECIES, rows[rowsAt + c + 2 * PITCH]);
      s20 = b2.fma(x0, s20);
      FloatVector b3 = FloatVector.broadcast(SPECIES, rows[rowsAt + c + 3 * PITCH]);
      s30 = b3.fma(x0, s30);
      FloatVector b4 = FloatVector.broadcast(SPECIES, rows[rowsAt + c + 4 * PITCH]);
      s40 = b4.fma(x0, s40);
      FloatVector b5 = FloatVector.broadcast(SPECIES, rows[rowsAt + c + 5 * PITCH]);
      s50 = b5.fma(x0, s50);
      FloatVector b6 = FloatVector.broadcast(SPECIES, rows[rowsAt + c + 6 * PITCH]);
      s60 = b6.fma(x0, s60);
      FloatVector b7 = FloatVector.broadcast(SPECIES, rows[rowsAt + c + 7 * PITCH]);
      s70 = b7.fma(x0, s70);
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

  private static void rows1by4(
      float[] rows,
      int rowsAt,
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
      FloatVector b0 = FloatVector.broadcast(SPECIES, rows[rowsAt + c + 0 * PITCH]);
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
      int rowsAt,
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
      FloatVector b0 = FloatVector.broadcast(SPECIES, rows[rowsAt + c + 0 * PITCH]);
      s00 = b0.fma(x0, s00);
      s01 = b0.fma(x1, s01);
    }
    s00.intoArray(out, at + 0 * width + 0 * STEP);
    s01.intoArray(out, at + 0 * width + 1 * STEP);
  }

  private static void rows1by1(
      float[] rows,
      int rowsAt,
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
      FloatVector b0 = FloatVector.broadcast(SPECIES, rows[rowsAt + c + 0 * PITCH]);
      s00 = b0.fma(x0, s00);
    }
    s00.intoArray(out, at + 0 * width + 0 * STEP);
  }

  /** A sum that goes on, or begins at zero. */
  static FloatVector start(float[] out, int at, boolean continued) {
    return continued ? FloatVector.fromArray(SPECIES, out, at) : FloatVector.zero(SPECIES);
  }
}
