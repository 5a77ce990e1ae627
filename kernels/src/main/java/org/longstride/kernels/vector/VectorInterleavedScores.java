package org.longstride.kernels.vector;

import static org.longstride.kernels.vector.VectorGemmRows.start;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Scores of interleaved attentions, held in registers and written out as the blocks of {@link
 * VectorGemmRows} are: each vector of keys is loaded once for four steps of queries.
 */
final class VectorInterleavedScores {

  private static final VectorSpecies<Float> SPECIES = VectorGemm.SPECIES;
  private static final int STEP = SPECIES.length();
  private static final int LANES = InterleavedKernels.LANES;
  private static final int WIDTH = InterleavedKernels.WIDTH;
  private static final int KEY = InterleavedKernels.KEY;

  /** Keys of a block: so many sums as there are registers for beside what they are made of. */
  private static final int KEYS = STEP >= LANES ? 5 : 2;

  private VectorInterleavedScores() {}

  /** {@link InterleavedKernels#scores}. */
  static void multiply(
      float[] x,
      int xAt,
      float[] keys,
      int keysAt,
      int count,
      int depth,
      float[] scores,
      int at,
      boolean accumulate) {
    for (int lane = 0; lane < LANES; lane += STEP) {
      for (int r = 0; r < count; r += KEYS) {
        int k = keysAt + r * KEY + lane;
        int to = at + r * WIDTH + lane;
        if (KEYS == 5) {
          keys5(x, xAt + lane, keys, k, depth, scores, to, accumulate);
        } else {
          keys2(x, xAt + lane, keys, k, depth, scores, to, accumulate);
        }
      }
    }
  }

  private static void keys5(
      float[] x, int xAt, float[] keys, int keysAt, int depth, float[] out, int at, boolean more) {
    FloatVector s00 = start(out, at + 0 * WIDTH + 0 * LANES, more);
    FloatVector s01 = start(out, at + 0 * WIDTH + 1 * LANES, more);
    FloatVector s02 = start(out, at + 0 * WIDTH + 2 * LANES, more);
    FloatVector s03 = start(out, at + 0 * WIDTH + 3 * LANES, more);
    FloatVector s10 = start(out, at + 1 * WIDTH + 0 * LANES, more);
    FloatVector s11 = start(out, at + 1 * WIDTH + 1 * LANES, more);
    FloatVector s12 = start(out, at + 1 * WIDTH + 2 * LANES, more);
    FloatVector s13 = start(out, at + 1 * WIDTH + 3 * LANES, more);
    FloatVector s20 = start(out, at + 2 * WIDTH + 0 * LANES, more);
    FloatVector s21 = start(out, at + 2 * WIDTH + 1 * LANES, more);
    FloatVector s22 = start(out, at + 2 * WIDTH + 2 * LANES, more);
    FloatVector s23 = start(out, at + 2 * WIDTH + 3 * LANES, more);
    FloatVector s30 = start(out, at + 3 * WIDTH + 0 * LANES, more);
    FloatVector s31 = start(out, at + 3 * WIDTH + 1 * LANES, more);
    FloatVector s32 = start(out, at + 3 * WIDTH + 2 * LANES, more);
    FloatVector s33 = start(out, at + 3 * WIDTH + 3 * LANES, more);
    FloatVector s40 = start(out, at + 4 * WIDTH + 0 * LANES, more);
    FloatVector s41 = start(out, at + 4 * WIDTH + 1 * LANES, more);
    FloatVector s42 = start(out, at + 4 * WIDTH + 2 * LANES, more);
    FloatVector s43 = start(out, at + 4 * WIDTH + 3 * LANES, more);
    for (int c = 0, i = xAt, k = keysAt; c < depth; c++, i += WIDTH, k += LANES) {
      FloatVector x0 = FloatVector.fromArray(SPECIES, x, i + 0 * LANES);
      FloatVector x1 = FloatVector.fromArray(SPECIES, x, i + 1 * LANES);
      FloatVector x2 = FloatVector.fromArray(SPECIES, x, i + 2 * LANES);
      FloatVector x3 = FloatVector.fromArray(SPECIES, x, i + 3 * LANES);
      FloatVector k0 = FloatVector.fromArray(SPECIES, keys, k + 0 * KEY);
      s00 = k0.fma(x0, s00);
      s01 = k0.fma(x1, s01);
      s02 = k0.fma(x2, s02);
      s03 = k0.fma(x3, s03);
      FloatVector k1 = FloatVector.fromArray(SPECIES, keys, k + 1 * KEY);
      s10 = k1.fma(x0, s10);
      s11 = k1.fma(x1, s11);
      s12 = k1.fma(x2, s12);
      s13 = k1.fma(x3, s13);
      FloatVector k2 = FloatVector.fromArray(SPECIES, keys, k + 2 * KEY);
      s20 = k2.fma(x0, s20);
      s21 = k2.fma(x1, s21);
      s22 = k2.fma(x2, s22);
      s23 = k2.fma(x3, s23);
      FloatVector k3 = FloatVector.fromArray(SPECIES, keys, k + 3 * KEY);
      s30 = k3.fma(x0, s30);
      s31 = k3.fma(x1, s31);
      s32 = k3.fma(x2, s32);
      s33 = k3.fma(x3, s33);
      FloatVector k4 = FloatVector.fromArray(SPECIES, keys, k + 4 * KEY);
      s40 = k4.fma(x0, s40);
      s41 = k4.fma(x1, s41);
      s42 = k4.fma(x2, s42);
      s43 = k4.fma(x3, s43);
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
    s40.intoArray(out, at + 4 * WIDTH + 0 * LANES);
    s41.intoArray(out, at + 4 * WIDTH + 1 * LANES);
    s42.intoArray(out, at + 4 * WIDTH + 2 * LANES);
    s43.intoArray(out, at + 4 * WIDTH + 3 * LANES);
  }

  private static void keys2(
      float[] x, int xAt, float[] keys, int keysAt, int depth, float[] out, int at, boolean more) {
    FloatVector s00 = start(out, at + 0 * WIDTH + 0 * LANES, more);
    FloatVector s01 = start(out, at + 0 * WIDTH + 1 * LANES, more);
    FloatVector s02 = start(out, at + 0 * WIDTH + 2 * LANES, more);
    FloatVector s03 = start(out, at + 0 * WIDTH + 3 * LANES, more);
    FloatVector s10 = start(out, at + 1 * WIDTH + 0 * LANES, more);
    FloatVector s11 = start(out, at + 1 * WIDTH + 1 * LANES, more);
    FloatVector s12 = start(out, at + 1 * WIDTH + 2 * LANES, more);
    FloatVector s13 = start(out, at + 1 * WIDTH + 3 * LANES, more);
    for (int c = 0, i = xAt, k = keysAt; c < depth; c++, i += WIDTH, k += LANES) {
      FloatVector x0 = FloatVector.fromArray(SPECIES, x, i + 0 * LANES);
      FloatVector x1 = FloatVector.fromArray(SPECIES, x, i + 1 * LANES);
      FloatVector x2 = FloatVector.fromArray(SPECIES, x, i + 2 * LANES);
      FloatVector x3 = FloatVector.fromArray(SPECIES, x, i + 3 * LANES);
      FloatVector k0 = FloatVector.fromArray(SPECIES, keys, k + 0 * KEY);
      s00 = k0.fma(x0, s00);
      s01 = k0.fma(x1, s01);
      s02 = k0.fma(x2, s02);
      s03 = k0.fma(x3, s03);
      FloatVector k1 = FloatVector.fromArray(SPECIES, keys, k + 1 * KEY);
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
