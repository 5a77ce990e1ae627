package org.longstride.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Scores of a stencil, held in registers and written out as the blocks of {@link VectorGemmRows}
 * are: some neighbouring keys by four steps or two. A vector of keys may begin anywhere, and is
 * used once a step.
 */
final class VectorStencilScores {

  private static final VectorSpecies<Float> SPECIES = VectorGemm.SPECIES;
  private static final int STEP = SPECIES.length();
  private static final int LANES = StencilKernels.LANES;
  private static final int STEPS = StencilKernels.STEPS;
  private static final int WIDTH = StencilKernels.WIDTH;

  /** Whether there are registers for more than eight sums. */
  private static final boolean MANY_SUMS = STEP >= LANES;

  private VectorStencilScores() {}

  /** {@link StencilKernels#scores}. */
  static void multiply(
      float[] x,
      int xAt,
      float[] keys,
      int keyAt,
      int width,
      int count,
      int steps,
      int depth,
      float[] scores,
      int at) {
    for (int lane = 0; lane < LANES; lane += STEP) {
      int i = xAt + lane;
      for (int key = 0; key < count; ) {
        int k = keyAt + key + lane;
        int to = at + key * WIDTH + lane;
        int block = steps == STEPS ? ofFourSteps(count - key) : ofTwoSteps(count - key);
        if (steps < STEPS) {
          if (block == 7) {
            keys7steps2(x, i, keys, k, width, depth, scores, to);
          } else {
            keys4steps2(x, i, keys, k, width, depth, scores, to);
          }
        } else if (block == 4) {
          keys4steps4(x, i, keys, k, width, depth, scores, to);
        } else if (block == 3) {
          keys3steps4(x, i, keys, k, width, depth, scores, to);
        } else {
          keys2steps4(x, i, keys, k, width, depth, scores, to);
        }
        key += block;
      }
    }
  }

  /** Keys of the next block by four steps: 4, and 3 where that leaves less over at the end. */
  private static int ofFourSteps(int left) {
    int blocks = (left + 3) / 4;
    return MANY_SUMS ? 4 * blocks == left ? 4 : 3 : 2;
  }

  /** Keys of the next block by two steps: 7, or 4 where these are enough. */
  private static int ofTwoSteps(int left) {
    return !MANY_SUMS || left <= 4 || left == 8 ? 4 : 7;
  }

  private static void keys7steps2(
      float[] x, int xAt, float[] keys, int keyAt, int width, int depth, float[] out, int at) {
    FloatVector zero = FloatVector.zero(SPECIES);
    FloatVector s00 = zero;
    FloatVector s01 = zero;
    FloatVector s10 = zero;
    FloatVector s11 = zero;
    FloatVector s20 = zero;
    FloatVector s21 = zero;
    FloatVector s30 = zero;
    FloatVector s31 = zero;
    FloatVector s40 = zero;
    FloatVector s41 = zero;
    FloatVector s50 = zero;
    FloatVector s51 = zero;
    FloatVector s60 = zero;
    FloatVector s61 = zero;
    for (int c = 0, i = xAt, k = keyAt; c < depth; c++, i += WIDTH, k += width) {
      FloatVector x0 = FloatVector.fromArray(SPECIES, x, i + 0 * LANES);
      FloatVector x1 = FloatVector.fromArray(SPECIES, x, i + 1 * LANES);
      FloatVector k0 = FloatVector.fromArray(SPECIES, keys, k + 0);
      s00 = k0.fma(x0, s00);
      s01 = k0.fma(x1, s01);
      FloatVector k1 = FloatVector.fromArray(SPECIES, keys, k + 1);
      s10 = k1.fma(x0, s10);
      s11 = k1.fma(x1, s11);
      FloatVector k2 = FloatVector.fromArray(SPECIES, keys, k + 2);
      s20 = k2.fma(x0, s20);
      s21 = k2.fma(x1, s21);
      FloatVector k3 = FloatVector.fromArray(SPECIES, keys, k + 3);
      s30 = k3.fma(x0, s30);
      s31 = k3.fma(x1, s31);
      FloatVector k4 = FloatVector.fromArray(SPECIES, keys, k + 4);
      s40 = k4.fma(x0, s40);
      s41 = k4.fma(x1, s41);
      FloatVector k5 = FloatVector.fromArray(SPECIES, keys, k + 5);
      s50 = k5.fma(x0, s50);
      s51 = k5.fma(x1, s51);
      FloatVector k6 = FloatVector.fromArray(SPECIES, keys, k + 6);
      s60 = k6.fma(x0, s60);
      s61 = k6.fma(x1, s61);
    }
    s00.intoArray(out, at + 0 * WIDTH + 0 * LANES);
    s01.intoArray(out, at + 0 * WIDTH + 1 * LANES);
    s10.intoArray(out, at + 1 * WIDTH + 0 * LANES);
    s11.intoArray(out, at + 1 * WIDTH + 1 * LANES);
    s20.intoArray(out, at + 2 * WIDTH + 0 * LANES);
    s21.intoArray(out, at + 2 * WIDTH + 1 * LANES);
    s30.intoArray(out, at + 3 * WIDTH + 0 * LANES);
    s31.intoArray(out, at + 3 * WIDTH + 1 * LANES);
    s40.intoArray(out, at + 4 * WIDTH + 0 * LANES);
    s41.intoArray(out, at + 4 * WIDTH + 1 * LANES);
    s50.intoArray(out, at + 5 * WIDTH + 0 * LANES);
    s51.intoArray(out, at + 5 * WIDTH + 1 * LANES);
    s60.intoArray(out, at + 6 * WIDTH + 0 * LANES);
    s61.intoArray(out, at + 6 * WIDTH + 1 * LANES);
  }

  private static void keys4steps2(
      float[] x, int xAt, float[] keys, int keyAt, int width, int depth, float[] out, int at) {
    FloatVector zero = FloatVector.zero(SPECIES);
    FloatVector s00 = zero;
    FloatVector s01 = zero;
    FloatVector s10 = zero;
    FloatVector s11 = zero;
    FloatVector s20 = zero;
    FloatVector s21 = zero;
    FloatVector s30 = zero;
    FloatVector s31 = zero;
    for (int c = 0, i = xAt, k = keyAt; c < depth; c++, i += WIDTH, k += width) {
      FloatVector x0 = FloatVector.fromArray(SPECIES, x, i + 0 * LANES);
      FloatVector x1 = FloatVector.fromArray(SPECIES, x, i + 1 * LANES);
      FloatVector k0 = FloatVector.fromArray(SPECIES, keys, k + 0);
      s00 = k0.fma(x0, s00);
      s01 = k0.fma(x1, s01);
      FloatVector k1 = FloatVector.fromArray(SPECIES, keys, k + 1);
      s10 = k1.fma(x0, s10);
      s11 = k1.fma(x1, s11);
      FloatVector k2 = FloatVector.fromArray(SPECIES, keys, k + 2);
      s20 = k2.fma(x0, s20);
      s21 = k2.fma(x1, s21);
      FloatVector k3 = FloatVector.fromArray(SPECIES, keys, k + 3);
      s30 = k3.fma(x0, s30);
      s31 = k3.fma(x1, s31);
    }
    s00.intoArray(out, at + 0 * WIDTH + 0 * LANES);
    s01.intoArray(out, at + 0 * WIDTH + 1 * LANES);
    s10.intoArray(out, at + 1 * WIDTH + 0 * LANES);
    s11.intoArray(out, at + 1 * WIDTH + 1 * LANES);
    s20.intoArray(out, at + 2 * WIDTH + 0 * LANES);
    s21.intoArray(out, at + 2 * WIDTH + 1 * LANES);
    s30.intoArray(out, at + 3 * WIDTH + 0 * LANES);
    s31.intoArray(out, at + 3 * WIDTH + 1 * LANES);
  }

  private static void keys4steps4(
      float[] x, int xAt, float[] keys, int keyAt, int width, int depth, float[] out, int at) {
    FloatVector zero = FloatVector.zero(SPECIES);
    FloatVector s00 = zero;
    FloatVector s01 = zero;
    FloatVector s02 = zero;
    FloatVector s03 = zero;
    FloatVector s10 = zero;
    FloatVector s11 = zero;
    FloatVector s12 = zero;
    FloatVector s13 = zero;
    FloatVector s20 = zero;
    FloatVector s21 = zero;
    FloatVector s22 = zero;
    FloatVector s23 = zero;
    FloatVector s30 = zero;
    FloatVector s31 = zero;
    FloatVector s32 = zero;
    FloatVector s33 = zero;
    for (int c = 0, i = xAt, k = keyAt; c < depth; c++, i += WIDTH, k += width) {
      FloatVector x0 = FloatVector.fromArray(SPECIES, x, i + 0 * LANES);
      FloatVector x1 = FloatVector.fromArray(SPECIES, x, i + 1 * LANES);
      FloatVector x2 = FloatVector.fromArray(SPECIES, x, i + 2 * LANES);
      FloatVector x3 = FloatVector.fromArray(SPECIES, x, i + 3 * LANES);
      FloatVector k0 = FloatVector.fromArray(SPECIES, keys, k + 0);
      s00 = k0.fma(x0, s00);
      s01 = k0.fma(x1, s01);
      s02 = k0.fma(x2, s02);
      s03 = k0.fma(x3, s03);
      FloatVector k1 = FloatVector.fromArray(SPECIES, keys, k + 1);
      s10 = k1.fma(x0, s10);
      s11 = k1.fma(x1, s11);
      s12 = k1.fma(x2, s12);
      s13 = k1.fma(x3, s13);
      FloatVector k2 = FloatVector.fromArray(SPECIES, keys, k + 2);
      s20 = k2.fma(x0, s20);
      s21 = k2.fma(x1, s21);
      s22 = k2.fma(x2, s22);
      s23 = k2.fma(x3, s23);
      FloatVector k3 = FloatVector.fromArray(SPECIES, keys, k + 3);
      s30 = k3.fma(x0, s30);
      s31 = k3.fma(x1, s31);
      s32 = k3.fma(x2, s32);
      s33 = k3.fma(x3, s33);
    }
    s00.intoArray(out, at + 0 * WIDTH + 0 * LANES);
    s01.intoArray(out, at + 0 * WIDTH + 1 * LANES);
    s02.intoArray(out, at + 0 * WIDTH + 2 * LANES);
    s03.intoArray(out, at + 0 * WIDTH + 3 * LANES);
    s10.intoArray(out, at + 1 * WIDTH + 0 * LANES);
    s11.intoArray(out, at + 1 * WIDTH + 1 * LANES);
    s12.intoArray(out, at + 1 * WIDTH + 2 * LANES);
    s13.intoArray(out, at + 1 * WIDTH + 3 * LANES);
    s20.intoArray(out, at + 2 * WIDTH + 0 * LANES);
    s21.intoArray(out, at + 2 * WIDTH + 1 * LANES);
    s22.intoArray(out, at + 2 * WIDTH + 2 * LANES);
    s23.intoArray(out, at + 2 * WIDTH + 3 * LANES);
    s30.intoArray(out, at + 3 * WIDTH + 0 * LANES);
    s31.intoArray(out, at + 3 * WIDTH + 1 * LANES);
    s32.intoArray(out, at + 3 * WIDTH + 2 * LANES);
    s33.intoArray(out, at + 3 * WIDTH + 3 * LANES);
  }

  private static void keys3steps4(
      float[] x, int xAt, float[] keys, int keyAt, int width, int depth, float[] out, int at) {
    FloatVector zero = FloatVector.zero(SPECIES);
    FloatVector s00 = zero;
    FloatVector s01 = zero;
    FloatVector s02 = zero;
    FloatVector s03 = zero;
    FloatVector s10 = zero;
    FloatVector s11 = zero;
    FloatVector s12 = zero;
    FloatVector s13 = zero;
    FloatVector s20 = zero;
    FloatVector s21 = zero;
    FloatVector s22 = zero;
    FloatVector s23 = zero;
    for (int c = 0, i = xAt, k = keyAt; c < depth; c++, i += WIDTH, k += width) {
      FloatVector x0 = FloatVector.fromArray(SPECIES, x, i + 0 * LANES);
      FloatVector x1 = FloatVector.fromArray(SPECIES, x, i + 1 * LANES);
      FloatVector x2 = FloatVector.fromArray(SPECIES, x, i + 2 * LANES);
      FloatVector x3 = FloatVector.fromArray(SPECIES, x, i + 3 * LANES);
      FloatVector k0 = FloatVector.fromArray(SPECIES, keys, k + 0);
      s00 = k0.fma(x0, s00);
      s01 = k0.fma(x1, s01);
      s02 = k0.fma(x2, s02);
      s03 = k0.fma(x3, s03);
      FloatVector k1 = FloatVector.fromArray(SPECIES, keys, k + 1);
      s10 = k1.fma(x0, s10);
      s11 = k1.fma(x1, s11);
      s12 = k1.fma(x2, s12);
      s13 = k1.fma(x3, s13);
      FloatVector k2 = FloatVector.fromArray(SPECIES, keys, k + 2);
      s20 = k2.fma(x0, s20);
      s21 = k2.fma(x1, s21);
      s22 = k2.fma(x2, s22);
      s23 = k2.fma(x3, s23);
    }
    s00.intoArray(out, at + 0 * WIDTH + 0 * LANES);
    s01.intoArray(out, at + 0 * WIDTH + 1 * LANES);
    s02.intoArray(out, at + 0 * WIDTH + 2 * LANES);
    s03.intoArray(out, at + 0 * WIDTH + 3 * LANES);
    s10.intoArray(out, at + 1 * WIDTH + 0 * LANES);
    s11.intoArray(out, at + 1 * WIDTH + 1 * LANES);
    s12.intoArray(out, at + 1 * WIDTH + 2 * LANES);
    s13.intoArray(out, at + 1 * WIDTH + 3 * LANES);
    s20.intoArray(out, at + 2 * WIDTH + 0 * LANES);
    s21.intoArray(out, at + 2 * WIDTH + 1 * LANES);
    s22.intoArray(out, at + 2 * WIDTH + 2 * LANES);
    s23.intoArray(out, at + 2 * WIDTH + 3 * LANES);
  }

  private static void keys2steps4(
      float[] x, int xAt, float[] keys, int keyAt, int width, int depth, float[] out, int at) {
    FloatVector zero = FloatVector.zero(SPECIES);
    FloatVector s00 = zero;
    FloatVector s01 = zero;
    FloatVector s02 = zero;
    FloatVector s03 = zero;
    FloatVector s10 = zero;
    FloatVector s11 = zero;
    FloatVector s12 = zero;
    FloatVector s13 = zero;
    for (int c = 0, i = xAt, k = keyAt; c < depth; c++, i += WIDTH, k += width) {
      FloatVector x0 = FloatVector.fromArray(SPECIES, x, i + 0 * LANES);
      FloatVector x1 = FloatVector.fromArray(SPECIES, x, i + 1 * LANES);
      FloatVector x2 = FloatVector.fromArray(SPECIES, x, i + 2 * LANES);
      FloatVector x3 = FloatVector.fromArray(SPECIES, x, i + 3 * LANES);
      FloatVector k0 = FloatVector.fromArray(SPECIES, keys, k + 0);
      s00 = k0.fma(x0, s00);
      s01 = k0.fma(x1, s01);
      s02 = k0.fma(x2, s02);
      s03 = k0.fma(x3, s03);
      FloatVector k1 = FloatVector.fromArray(SPECIES, keys, k + 1);
      s10 = k1.fma(x0, s10);
      s11 = k1.fma(x1, s11);
      s12 = k1.fma(x2, s12);
      s13 = k1.fma(x3, s13);
    }
    s00.intoArray(out, at + 0 * WIDTH + 0 * LANES);
    s01.intoArray(out, at + 0 * WIDTH + 1 * LANES);
    s02.intoArray(out, at + 0 * WIDTH + 2 * LANES);
    s03.intoArray(out, at + 0 * WIDTH + 3 * LANES);
    s10.intoArray(out, at + 1 * WIDTH + 0 * LANES);
    s11.intoArray(out, at + 1 * WIDTH + 1 * LANES);
    s12.intoArray(out, at + 1 * WIDTH + 2 * LANES);
    s13.intoArray(out, at + 1 * WIDTH + 3 * LANES);
  }
}
