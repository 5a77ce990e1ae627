package org.longstride.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * A softmax over the scores of one query, all in one method: large enough that the compiler makes
 * it a unit of its own, wherever it is called from, and so turns every operation into an
 * instruction.
 */
final class VectorQuadSoftmax {

  private static final VectorSpecies<Float> SPECIES = VectorGemm.SPECIES;
  private static final int STEP = SPECIES.length();
  private static final int LANES = QuadKernels.LANES;
  private static final float HIDDEN = 2 * LaneKernels.NOTHING;
  private static final float TURNED_HIDDEN =
      Float.intBitsToFloat(Float.floatToRawIntBits(HIDDEN) ^ Integer.MAX_VALUE);

  private VectorQuadSoftmax() {}

  /**
   * Scores become weights.
   *
   * @param visible a bit per key, 16 in each, from {@code visibleAt} on
   * @param before the largest exponent so far
   * @return the largest exponent now
   */
  static float step(
      float[] x, int from, int to, float scale, int[] visible, int visibleAt, float before) {
    // The bits of floats are in the order of the floats, once those of negative ones are turned.
    IntVector largest = FloatVector.broadcast(SPECIES, TURNED_HIDDEN).reinterpretAsInts();
    for (int i = from; i < to; i += STEP) {
      int key = i - from;
      int bits = visible[visibleAt + key / LANES] >>> key % LANES;
      FloatVector t = FloatVector.fromArray(SPECIES, x, i).mul(scale);
      t = VectorMasks.keep(t, bits, HIDDEN);
      t.intoArray(x, i);
      IntVector rounded = t.add(Exp2.ROUNDER).reinterpretAsInts();
      IntVector sign = rounded.lanewise(VectorOperators.ASHR, 31).lanewise(VectorOperators.LSHR, 1);
      largest = largest.max(rounded.lanewise(VectorOperators.XOR, sign));
    }
    int ordered = largest.reduceLanes(VectorOperators.MAX);
    float now =
        Math.max(before, Float.intBitsToFloat(ordered ^ ordered >> 31 >>> 1) - Exp2.ROUNDER);
    for (int i = from; i < to; i += STEP) {
      FloatVector t = FloatVector.fromArray(SPECIES, x, i);
      FloatVector n = t.add(Exp2.ROUNDER).sub(Exp2.ROUNDER);
      FloatVector f = t.sub(n);
      FloatVector p = f.broadcast(Exp2.P6).fma(f, f.broadcast(Exp2.P5));
      p = p.fma(f, f.broadcast(Exp2.P4));
      p = p.fma(f, f.broadcast(Exp2.P3));
      p = p.fma(f, f.broadcast(Exp2.P2));
      p = p.fma(f, f.broadcast(Exp2.P1));
      p = p.fma(f, f.broadcast(Exp2.P0));
      IntVector exponent = n.sub(now).add(Exp2.ROUNDER).reinterpretAsInts();
      exponent = exponent.max(Exp2.LOWEST).min(Exp2.HIGHEST).add(127);
      p.mul(exponent.lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats()).intoArray(x, i);
    }
    return now;
  }
}
