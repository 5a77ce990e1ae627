package org.longstride.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The interleaved kernels on the Vector API: blocks of sums in registers, written out as those of
 * {@link VectorGemmRows} are. Each vector of keys is loaded once for four steps of queries, and
 * each value for four queries.
 */
final class VectorInterleavedKernels implements InterleavedKernels {

  private static final VectorSpecies<Float> SPECIES = VectorGemm.SPECIES;
  private static final int STEP = SPECIES.length();

  /** Keys of a block: so many sums as there are registers for beside what they are made of. */
  private static final int KEYS = STEP >= LANES ? 5 : 2;

  @Override
  public void scores(
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

  @Override
  public void weigh(
      float[] weights,
      int weightsAt,
      int count,
      float[] values,
      int valuesAt,
      Lanes features,
      float[] out,
      int at,
      boolean accumulate) {
    int width = features.width();
    int distance = LANES * width;
    for (int lane = 0; lane < LANES; lane++) {
      int w = weightsAt + lane;
      for (int c = 0; c < width; ) {
        int v = valuesAt + lane * width + c;
        int to = at + lane * width + c;
        int vectors = VectorGemm.vectors(width - c);
        switch (vectors) {
          case 4 -> features4(weights, w, count, values, v, distance, out, to, width, accumulate);
          case 2 -> features2(weights, w, count, values, v, distance, out, to, width, accumulate);
          default -> features1(weights, w, count, values, v, distance, out, to, width, accumulate);
        }
        c += vectors * STEP;
      }
    }
  }

  private static void features4(
      float[] weights,
      int weightsAt,
      int count,
      float[] values,
      int valuesAt,
      int distance,
      float[] out,
      int at,
      int width,
      boolean more) {
    int o0 = at + 0 * LANES * width;
    int o1 = at + 1 * LANES * width;
    int o2 = at + 2 * LANES * width;
    int o3 = at + 3 * LANES * width;
    FloatVector s00 = start(out, o0 + 0 * STEP, more);
    FloatVector s01 = start(out, o0 + 1 * STEP, more);
    FloatVector s02 = start(out, o0 + 2 * STEP, more);
    FloatVector s03 = start(out, o0 + 3 * STEP, more);
    FloatVector s10 = start(out, o1 + 0 * STEP, more);
    FloatVector s11 = start(out, o1 + 1 * STEP, more);
    FloatVector s12 = start(out, o1 + 2 * STEP, more);
    FloatVector s13 = start(out, o1 + 3 * STEP, more);
    FloatVector s20 = start(out, o2 + 0 * STEP, more);
    FloatVector s21 = start(out, o2 + 1 * STEP, more);
    FloatVector s22 = start(out, o2 + 2 * STEP, more);
    FloatVector s23 = start(out, o2 + 3 * STEP, more);
    FloatVector s30 = start(out, o3 + 0 * STEP, more);
    FloatVector s31 = start(out, o3 + 1 * STEP, more);
    FloatVector s32 = start(out, o3 + 2 * STEP, more);
    FloatVector s33 = start(out, o3 + 3 * STEP, more);
    for (int r = 0, w = weightsAt, v = valuesAt; r < count; r++, w += WIDTH, v += distance) {
      FloatVector v0 = FloatVector.fromArray(SPECIES, values, v + 0 * STEP);
      FloatVector v1 = FloatVector.fromArray(SPECIES, values, v + 1 * STEP);
      FloatVector v2 = FloatVector.fromArray(SPECIES, values, v + 2 * STEP);
      FloatVector v3 = FloatVector.fromArray(SPECIES, values, v + 3 * STEP);
      FloatVector w0 = FloatVector.broadcast(SPECIES, weights[w + 0 * LANES]);
      s00 = w0.fma(v0, s00);
      s01 = w0.fma(v1, s01);
      s02 = w0.fma(v2, s02);
      s03 = w0.fma(v3, s03);
      FloatVector w1 = FloatVector.broadcast(SPECIES, weights[w + 1 * LANES]);
      s10 = w1.fma(v0, s10);
      s11 = w1.fma(v1, s11);
      s12 = w1.fma(v2, s12);
      s13 = w1.fma(v3, s13);
      FloatVector w2 = FloatVector.broadcast(SPECIES, weights[w + 2 * LANES]);
      s20 = w2.fma(v0, s20);
      s21 = w2.fma(v1, s21);
      s22 = w2.fma(v2, s22);
      s23 = w2.fma(v3, s23);
      FloatVector w3 = FloatVector.broadcast(SPECIES, weights[w + 3 * LANES]);
      s30 = w3.fma(v0, s30);
      s31 = w3.fma(v1, s31);
      s32 = w3.fma(v2, s32);
      s33 = w3.fma(v3, s33);
    }
    s00.intoArray(out, o0 + 0 * STEP);
    s01.intoArray(out, o0 + 1 * STEP);
    s02.intoArray(out, o0 + 2 * STEP);
    s03.intoArray(out, o0 + 3 * STEP);
    s10.intoArray(out, o1 + 0 * STEP);
    s11.intoArray(out, o1 + 1 * STEP);
    s12.intoArray(out, o1 + 2 * STEP);
    s13.intoArray(out, o1 + 3 * STEP);
    s20.intoArray(out, o2 + 0 * STEP);
    s21.intoArray(out, o2 + 1 * STEP);
    s22.intoArray(out, o2 + 2 * STEP);
    s23.intoArray(out, o2 + 3 * STEP);
    s30.intoArray(out, o3 + 0 * STEP);
    s31.intoArray(out, o3 + 1 * STEP);
    s32.intoArray(out, o3 + 2 * STEP);
    s33.intoArray(out, o3 + 3 * STEP);
  }

  private static void features2(
      float[] weights,
      int weightsAt,
      int count,
      float[] values,
      int valuesAt,
      int distance,
      float[] out,
      int at,
      int width,
      boolean more) {
    int o0 = at + 0 * LANES * width;
    int o1 = at + 1 * LANES * width;
    int o2 = at + 2 * LANES * width;
    int o3 = at + 3 * LANES * width;
    FloatVector s00 = start(out, o0 + 0 * STEP, more);
    FloatVector s01 = start(out, o0 + 1 * STEP, more);
    FloatVector s10 = start(out, o1 + 0 * STEP, more);
    FloatVector s11 = start(out, o1 + 1 * STEP, more);
    FloatVector s20 = start(out, o2 + 0 * STEP, more);
    FloatVector s21 = start(out, o2 + 1 * STEP, more);
    FloatVector s30 = start(out, o3 + 0 * STEP, more);
    FloatVector s31 = start(out, o3 + 1 * STEP, more);
    for (int r = 0, w = weightsAt, v = valuesAt; r < count; r++, w += WIDTH, v += distance) {
      FloatVector v0 = FloatVector.fromArray(SPECIES, values, v + 0 * STEP);
      FloatVector v1 = FloatVector.fromArray(SPECIES, values, v + 1 * STEP);
      FloatVector w0 = FloatVector.broadcast(SPECIES, weights[w + 0 * LANES]);
      s00 = w0.fma(v0, s00);
      s01 = w0.fma(v1, s01);
      FloatVector w1 = FloatVector.broadcast(SPECIES, weights[w + 1 * LANES]);
      s10 = w1.fma(v0, s10);
      s11 = w1.fma(v1, s11);
      FloatVector w2 = FloatVector.broadcast(SPECIES, weights[w + 2 * LANES]);
      s20 = w2.fma(v0, s20);
      s21 = w2.fma(v1, s21);
      FloatVector w3 = FloatVector.broadcast(SPECIES, weights[w + 3 * LANES]);
      s30 = w3.fma(v0, s30);
      s31 = w3.fma(v1, s31);
    }
    s00.intoArray(out, o0 + 0 * STEP);
    s01.intoArray(out, o0 + 1 * STEP);
    s10.intoArray(out, o1 + 0 * STEP);
    s11.intoArray(out, o1 + 1 * STEP);
    s20.intoArray(out, o2 + 0 * STEP);
    s21.intoArray(out, o2 + 1 * STEP);
    s30.intoArray(out, o3 + 0 * STEP);
    s31.intoArray(out, o3 + 1 * STEP);
  }

  private static void features1(
      float[] weights,
      int weightsAt,
      int count,
      float[] values,
      int valuesAt,
      int distance,
      float[] out,
      int at,
      int width,
      boolean more) {
    int o0 = at + 0 * LANES * width;
    int o1 = at + 1 * LANES * width;
    int o2 = at + 2 * LANES * width;
    int o3 = at + 3 * LANES * width;
    FloatVector s00 = start(out, o0 + 0 * STEP, more);
    FloatVector s10 = start(out, o1 + 0 * STEP, more);
    FloatVector s20 = start(out, o2 + 0 * STEP, more);
    FloatVector s30 = start(out, o3 + 0 * STEP, more);
    for (int r = 0, w = weightsAt, v = valuesAt; r < count; r++, w += WIDTH, v += distance) {
      FloatVector v0 = FloatVector.fromArray(SPECIES, values, v + 0 * STEP);
      FloatVector w0 = FloatVector.broadcast(SPECIES, weights[w + 0 * LANES]);
      s00 = w0.fma(v0, s00);
      FloatVector w1 = FloatVector.broadcast(SPECIES, weights[w + 1 * LANES]);
      s10 = w1.fma(v0, s10);
      FloatVector w2 = FloatVector.broadcast(SPECIES, weights[w + 2 * LANES]);
      s20 = w2.fma(v0, s20);
      FloatVector w3 = FloatVector.broadcast(SPECIES, weights[w + 3 * LANES]);
      s30 = w3.fma(v0, s30);
    }
    s00.intoArray(out, o0 + 0 * STEP);
    s10.intoArray(out, o1 + 0 * STEP);
    s20.intoArray(out, o2 + 0 * STEP);
    s30.intoArray(out, o3 + 0 * STEP);
  }

  private static FloatVector start(float[] out, int at, boolean continued) {
    return continued ? FloatVector.fromArray(SPECIES, out, at) : FloatVector.zero(SPECIES);
  }
}
