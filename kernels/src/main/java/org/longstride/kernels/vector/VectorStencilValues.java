package org.longstride.kernels.vector;

import static org.longstride.kernels.vector.VectorGemmRows.start;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Weighted values of a stencil, held in registers and written out as the blocks of {@link
 * VectorGemmRows} are: each value is loaded once for the steps that see it.
 */
final class VectorStencilValues {

  private static final VectorSpecies<Float> SPECIES = VectorGemm.SPECIES;
  private static final int STEP = SPECIES.length();
  private static final int LANES = StencilKernels.LANES;
  private static final int WIDTH = StencilKernels.WIDTH;

  private VectorStencilValues() {}

  /** {@link StencilKernels#weigh}. */
  static void weigh(
      float[] weights,
      int weightsAt,
      int[] places,
      int[] ends,
      int shift,
      float[] values,
      int valuesAt,
      Lanes features,
      float[] out,
      int at) {
    // Vectors that live in two loops, one in the other, JDK 17 does not keep in registers.
    for (int phase = 0; phase < ends.length; phase += StencilKernels.PHASES) {
      weigh(weights, weightsAt, places, ends, phase, shift, values, valuesAt, features, out, at);
    }
  }

  /** The three phases from that one on. */
  private static void weigh(
      float[] weights,
      int weightsAt,
      int[] places,
      int[] ends,
      int phase,
      int shift,
      float[] values,
      int valuesAt,
      Lanes features,
      float[] out,
      int at) {
    int width = features.width();
    for (int lane = 0; lane < LANES; lane++) {
      int w = weightsAt + lane;
      for (int c = 0; c < width; ) {
        int v = valuesAt + lane * width + c;
        int to = at + lane * width + c;
        int vectors = VectorGemm.vectors(width - c);
        switch (vectors) {
          case 4 -> features4(weights, w, places, ends, phase, shift, values, v, width, out, to);
          case 2 -> features2(weights, w, places, ends, phase, shift, values, v, width, out, to);
          default -> features1(weights, w, places, ends, phase, shift, values, v, width, out, to);
        }
        c += vectors * STEP;
      }
    }
  }

  private static void features4(
      float[] weights,
      int weightsAt,
      int[] places,
      int[] ends,
      int phase,
      int shift,
      float[] values,
      int begin,
      int width,
      float[] out,
      int at) {
    int o0 = at + 0 * LANES * width;
    int o1 = at + 1 * LANES * width;
    int o2 = at + 2 * LANES * width;
    int o3 = at + 3 * LANES * width;
    FloatVector s00 = start(out, o0 + 0 * STEP, phase > 0);
    FloatVector s01 = start(out, o0 + 1 * STEP, phase > 0);
    FloatVector s02 = start(out, o0 + 2 * STEP, phase > 0);
    FloatVector s03 = start(out, o0 + 3 * STEP, phase > 0);
    FloatVector s10 = start(out, o1 + 0 * STEP, phase > 0);
    FloatVector s11 = start(out, o1 + 1 * STEP, phase > 0);
    FloatVector s12 = start(out, o1 + 2 * STEP, phase > 0);
    FloatVector s13 = start(out, o1 + 3 * STEP, phase > 0);
    FloatVector s20 = start(out, o2 + 0 * STEP, phase > 0);
    FloatVector s21 = start(out, o2 + 1 * STEP, phase > 0);
    FloatVector s22 = start(out, o2 + 2 * STEP, phase > 0);
    FloatVector s23 = start(out, o2 + 3 * STEP, phase > 0);
    FloatVector s30 = start(out, o3 + 0 * STEP, phase > 0);
    FloatVector s31 = start(out, o3 + 1 * STEP, phase > 0);
    FloatVector s32 = start(out, o3 + 2 * STEP, phase > 0);
    FloatVector s33 = start(out, o3 + 3 * STEP, phase > 0);
    int p = phase > 0 ? ends[phase - 1] : 0;
    int first = ends[phase];
    for (; p < first; p++) {
      int v = (places[p] + shift) * width + begin;
      int w = weightsAt + p * WIDTH;
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
    }
    int all = ends[phase + 1];
    for (; p < all; p++) {
      int v = (places[p] + shift) * width + begin;
      int w = weightsAt + p * WIDTH;
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
    int last = ends[phase + 2];
    for (; p < last; p++) {
      int v = (places[p] + shift) * width + begin;
      int w = weightsAt + p * WIDTH;
      FloatVector v0 = FloatVector.fromArray(SPECIES, values, v + 0 * STEP);
      FloatVector v1 = FloatVector.fromArray(SPECIES, values, v + 1 * STEP);
      FloatVector v2 = FloatVector.fromArray(SPECIES, values, v + 2 * STEP);
      FloatVector v3 = FloatVector.fromArray(SPECIES, values, v + 3 * STEP);
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
      int[] places,
      int[] ends,
      int phase,
      int shift,
      float[] values,
      int begin,
      int width,
      float[] out,
      int at) {
    int o0 = at + 0 * LANES * width;
    int o1 = at + 1 * LANES * width;
    int o2 = at + 2 * LANES * width;
    int o3 = at + 3 * LANES * width;
    FloatVector s00 = start(out, o0 + 0 * STEP, phase > 0);
    FloatVector s01 = start(out, o0 + 1 * STEP, phase > 0);
    FloatVector s10 = start(out, o1 + 0 * STEP, phase > 0);
    FloatVector s11 = start(out, o1 + 1 * STEP, phase > 0);
    FloatVector s20 = start(out, o2 + 0 * STEP, phase > 0);
    FloatVector s21 = start(out, o2 + 1 * STEP, phase > 0);
    FloatVector s30 = start(out, o3 + 0 * STEP, phase > 0);
    FloatVector s31 = start(out, o3 + 1 * STEP, phase > 0);
    int p = phase > 0 ? ends[phase - 1] : 0;
    int first = ends[phase];
    for (; p < first; p++) {
      int v = (places[p] + shift) * width + begin;
      int w = weightsAt + p * WIDTH;
      FloatVector v0 = FloatVector.fromArray(SPECIES, values, v + 0 * STEP);
      FloatVector v1 = FloatVector.fromArray(SPECIES, values, v + 1 * STEP);
      FloatVector w0 = FloatVector.broadcast(SPECIES, weights[w + 0 * LANES]);
      s00 = w0.fma(v0, s00);
      s01 = w0.fma(v1, s01);
      FloatVector w1 = FloatVector.broadcast(SPECIES, weights[w + 1 * LANES]);
      s10 = w1.fma(v0, s10);
      s11 = w1.fma(v1, s11);
    }
    int all = ends[phase + 1];
    for (; p < all; p++) {
      int v = (places[p] + shift) * width + begin;
      int w = weightsAt + p * WIDTH;
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
    int last = ends[phase + 2];
    for (; p < last; p++) {
      int v = (places[p] + shift) * width + begin;
      int w = weightsAt + p * WIDTH;
      FloatVector v0 = FloatVector.fromArray(SPECIES, values, v + 0 * STEP);
      FloatVector v1 = FloatVector.fromArray(SPECIES, values, v + 1 * STEP);
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
      int[] places,
      int[] ends,
      int phase,
      int shift,
      float[] values,
      int begin,
      int width,
      float[] out,
      int at) {
    int o0 = at + 0 * LANES * width;
    int o1 = at + 1 * LANES * width;
    int o2 = at + 2 * LANES * width;
    int o3 = at + 3 * LANES * width;
    FloatVector s00 = start(out, o0 + 0 * STEP, phase > 0);
    FloatVector s10 = start(out, o1 + 0 * STEP, phase > 0);
    FloatVector s20 = start(out, o2 + 0 * STEP, phase > 0);
    FloatVector s30 = start(out, o3 + 0 * STEP, phase > 0);
    int p = phase > 0 ? ends[phase - 1] : 0;
    int first = ends[phase];
    for (; p < first; p++) {
      int v = (places[p] + shift) * width + begin;
      int w = weightsAt + p * WIDTH;
      FloatVector v0 = FloatVector.fromArray(SPECIES, values, v + 0 * STEP);
      FloatVector w0 = FloatVector.broadcast(SPECIES, weights[w + 0 * LANES]);
      s00 = w0.fma(v0, s00);
      FloatVector w1 = FloatVector.broadcast(SPECIES, weights[w + 1 * LANES]);
      s10 = w1.fma(v0, s10);
    }
    int all = ends[phase + 1];
    for (; p < all; p++) {
      int v = (places[p] + shift) * width + begin;
      int w = weightsAt + p * WIDTH;
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
    int last = ends[phase + 2];
    for (; p < last; p++) {
      int v = (places[p] + shift) * width + begin;
      int w = weightsAt + p * WIDTH;
      FloatVector v0 = FloatVector.fromArray(SPECIES, values, v + 0 * STEP);
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
}
