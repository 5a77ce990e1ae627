package org.longstride.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Scores of four queries, held in registers: four queries by four vectors of keys, written out as
 * in {@link VectorGemmRows}.
 */
final class VectorQuadScores {

  private static final VectorSpecies<Float> SPECIES = VectorGemm.SPECIES;
  private static final int STEP = SPECIES.length();
  private static final int LANES = QuadKernels.LANES;
  private static final int STRIDE = QuadKernels.STRIDE;

  private VectorQuadScores() {}

  static void multiply(
      float[] q,
      int[] queryAt,
      int[] lanes,
      int lanesAt,
      int depth,
      float[] keys,
      int width,
      int[] keyAt,
      int first,
      int count,
      int shift,
      float[] scores,
      int at) {
    int end = count * LANES;
    for (int key = 0; key < end; ) {
      int vectors = VectorGemm.vectors(end - key);
      int k0 = at(keyAt, first, key) + shift;
      switch (vectors) {
        case 4 -> {
          int k1 = at(keyAt, first, key + STEP) + shift;
          int k2 = at(keyAt, first, key + 2 * STEP) + shift;
          int k3 = at(keyAt, first, key + 3 * STEP) + shift;
          scoresBy4(
              q, queryAt, lanes, lanesAt, depth, keys, width, k0, k1, k2, k3, scores, at + key);
        }
        case 2 -> {
          int k1 = at(keyAt, first, key + STEP) + shift;
          scoresBy2(q, queryAt, lanes, lanesAt, depth, keys, width, k0, k1, scores, at + key);
        }
        default -> scoresBy1(q, queryAt, lanes, lanesAt, depth, keys, width, k0, scores, at + key);
      }
      key += vectors * STEP;
    }
  }

  /** Where the vector lies that begins with so many keys before it. */
  private static int at(int[] keyAt, int first, int key) {
    return keyAt[first + key / LANES] + key % LANES;
  }

  private static void scoresBy4(
      float[] q,
      int[] queryAt,
      int[] lanes,
      int lanesAt,
      int depth,
      float[] keys,
      int width,
      int k0,
      int k1,
      int k2,
      int k3,
      float[] scores,
      int at) {
    int q0 = queryAt[lanes[lanesAt + 0]];
    int q1 = queryAt[lanes[lanesAt + 1]];
    int q2 = queryAt[lanes[lanesAt + 2]];
    int q3 = queryAt[lanes[lanesAt + 3]];
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
    for (int c = 0, k = 0; c < depth; c++, k += width) {
      FloatVector x0 = FloatVector.fromArray(SPECIES, keys, k + k0);
      FloatVector x1 = FloatVector.fromArray(SPECIES, keys, k + k1);
      FloatVector x2 = FloatVector.fromArray(SPECIES, keys, k + k2);
      FloatVector x3 = FloatVector.fromArray(SPECIES, keys, k + k3);
      FloatVector b0 = FloatVector.broadcast(SPECIES, q[q0 + c]);
      s00 = b0.fma(x0, s00);
      s01 = b0.fma(x1, s01);
      s02 = b0.fma(x2, s02);
      s03 = b0.fma(x3, s03);
      FloatVector b1 = FloatVector.broadcast(SPECIES, q[q1 + c]);
      s10 = b1.fma(x0, s10);
      s11 = b1.fma(x1, s11);
      s12 = b1.fma(x2, s12);
      s13 = b1.fma(x3, s13);
      FloatVector b2 = FloatVector.broadcast(SPECIES, q[q2 + c]);
      s20 = b2.fma(x0, s20);
      s21 = b2.fma(x1, s21);
      s22 = b2.fma(x2, s22);
      s23 = b2.fma(x3, s23);
      FloatVector b3 = FloatVector.broadcast(SPECIES, q[q3 + c]);
      s30 = b3.fma(x0, s30);
      s31 = b3.fma(x1, s31);
      s32 = b3.fma(x2, s32);
      s33 = b3.fma(x3, s33);
    }
    s00.intoArray(scores, at + 0 * STRIDE + 0 * STEP);
    s01.intoArray(scores, at + 0 * STRIDE + 1 * STEP);
    s02.intoArray(scores, at + 0 * STRIDE + 2 * STEP);
    s03.intoArray(scores, at + 0 * STRIDE + 3 * STEP);
    s10.intoArray(scores, at + 1 * STRIDE + 0 * STEP);
    s11.intoArray(scores, at + 1 * STRIDE + 1 * STEP);
    s12.intoArray(scores, at + 1 * STRIDE + 2 * STEP);
    s13.intoArray(scores, at + 1 * STRIDE + 3 * STEP);
    s20.intoArray(scores, at + 2 * STRIDE + 0 * STEP);
    s21.intoArray(scores, at + 2 * STRIDE + 1 * STEP);
    s22.intoArray(scores, at + 2 * STRIDE + 2 * STEP);
    s23.intoArray(scores, at + 2 * STRIDE + 3 * STEP);
    s30.intoArray(scores, at + 3 * STRIDE + 0 * STEP);
    s31.intoArray(scores, at + 3 * STRIDE + 1 * STEP);
    s32.intoArray(scores, at + 3 * STRIDE + 2 * STEP);
    s33.intoArray(scores, at + 3 * STRIDE + 3 * STEP);
  }

  private static void scoresBy2(
      float[] q,
      int[] queryAt,
      int[] lanes,
      int lanesAt,
      int depth,
      float[] keys,
      int width,
      int k0,
      int k1,
      float[] scores,
      int at) {
    int q0 = queryAt[lanes[lanesAt + 0]];
    int q1 = queryAt[lanes[lanesAt + 1]];
    int q2 = queryAt[lanes[lanesAt + 2]];
    int q3 = queryAt[lanes[lanesAt + 3]];
    FloatVector zero = FloatVector.zero(SPECIES);
    FloatVector s00 = zero;
    FloatVector s01 = zero;
    FloatVector s10 = zero;
    FloatVector s11 = zero;
    FloatVector s20 = zero;
    FloatVector s21 = zero;
    FloatVector s30 = zero;
    FloatVector s31 = zero;
    for (int c = 0, k = 0; c < depth; c++, k += width) {
      FloatVector x0 = FloatVector.fromArray(SPECIES, keys, k + k0);
      FloatVector x1 = FloatVector.fromArray(SPECIES, keys, k + k1);
      FloatVector b0 = FloatVector.broadcast(SPECIES, q[q0 + c]);
      s00 = b0.fma(x0, s00);
      s01 = b0.fma(x1, s01);
      FloatVector b1 = FloatVector.broadcast(SPECIES, q[q1 + c]);
      s10 = b1.fma(x0, s10);
      s11 = b1.fma(x1, s11);
      FloatVector b2 = FloatVector.broadcast(SPECIES, q[q2 + c]);
      s20 = b2.fma(x0, s20);
      s21 = b2.fma(x1, s21);
      FloatVector b3 = FloatVector.broadcast(SPECIES, q[q3 + c]);
      s30 = b3.fma(x0, s30);
      s31 = b3.fma(x1, s31);
    }
    s00.intoArray(scores, at + 0 * STRIDE + 0 * STEP);
    s01.intoArray(scores, at + 0 * STRIDE + 1 * STEP);
    s10.intoArray(scores, at + 1 * STRIDE + 0 * STEP);
    s11.intoArray(scores, at + 1 * STRIDE + 1 * STEP);
    s20.intoArray(scores, at + 2 * STRIDE + 0 * STEP);
    s21.intoArray(scores, at + 2 * STRIDE + 1 * STEP);
    s30.intoArray(scores, at + 3 * STRIDE + 0 * STEP);
    s31.intoArray(scores, at + 3 * STRIDE + 1 * STEP);
  }

  private static void scoresBy1(
      float[] q,
      int[] queryAt,
      int[] lanes,
      int lanesAt,
      int depth,
      float[] keys,
      int width,
      int k0,
      float[] scores,
      int at) {
    int q0 = queryAt[lanes[lanesAt + 0]];
    int q1 = queryAt[lanes[lanesAt + 1]];
    int q2 = queryAt[lanes[lanesAt + 2]];
    int q3 = queryAt[lanes[lanesAt + 3]];
    FloatVector zero = FloatVector.zero(SPECIES);
    FloatVector s00 = zero;
    FloatVector s10 = zero;
    FloatVector s20 = zero;
    FloatVector s30 = zero;
    for (int c = 0, k = 0; c < depth; c++, k += width) {
      FloatVector x0 = FloatVector.fromArray(SPECIES, keys, k + k0);
      FloatVector b0 = FloatVector.broadcast(SPECIES, q[q0 + c]);
      s00 = b0.fma(x0, s00);
      FloatVector b1 = FloatVector.broadcast(SPECIES, q[q1 + c]);
      s10 = b1.fma(x0, s10);
      FloatVector b2 = FloatVector.broadcast(SPECIES, q[q2 + c]);
      s20 = b2.fma(x0, s20);
      FloatVector b3 = FloatVector.broadcast(SPECIES, q[q3 + c]);
      s30 = b3.fma(x0, s30);
    }
    s00.intoArray(scores, at + 0 * STRIDE + 0 * STEP);
    s10.intoArray(scores, at + 1 * STRIDE + 0 * STEP);
    s20.intoArray(scores, at + 2 * STRIDE + 0 * STEP);
    s30.intoArray(scores, at + 3 * STRIDE + 0 * STEP);
  }
}
