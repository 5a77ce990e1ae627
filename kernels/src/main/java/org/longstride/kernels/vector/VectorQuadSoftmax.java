package org.longstride.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * A softmax over the scores of four queries, all in one method: large enough that the compiler
 * makes it a unit of its own, wherever it is called from, and so turns every operation into an
 * instruction; and short enough for it to take in at once (see {@link VectorSquareTranspose}).
 */
final class VectorQuadSoftmax {

  private static final VectorSpecies<Float> SPECIES = VectorGemm.SPECIES;
  private static final VectorSpecies<Integer> INTS =
      VectorSpecies.of(int.class, SPECIES.vectorShape());
  private static final int STEP = SPECIES.length();
  private static final int LANES = QuadKernels.LANES;
  private static final int HIDDEN_BITS = Float.floatToRawIntBits(2 * LaneKernels.NOTHING);

  private VectorQuadSoftmax() {}

  /** {@link QuadKernels#softmaxStep}. */
  static void step(
      float[] x,
      int at,
      int count,
      float scale,
      int[] visible,
      int visibleAt,
      float[] maximum,
      float[] sum,
      int[] state) {
    int stride = count * LANES;
    FloatVector factor = FloatVector.broadcast(SPECIES, scale);
    FloatVector rounder = FloatVector.broadcast(SPECIES, Exp2.ROUNDER);
    IntVector hidden = IntVector.broadcast(INTS, HIDDEN_BITS);
    for (int query = 0; query < QuadKernels.QUERIES; query++) {
      int from = at + query * stride;
      int to = from + stride;
      // With the rounder added, scores are not negative: so their bits are in the same order.
      IntVector largest = IntVector.broadcast(INTS, Integer.MIN_VALUE);
      for (int i = from, key = visibleAt * LANES + query * stride; i < to; i += STEP, key += STEP) {
        IntVector lanes =
            IntVector.broadcast(INTS, visible[key / LANES] >>> key % LANES)
                .lanewise(VectorOperators.LSHL, VectorMasks.TO_SIGN)
                .lanewise(VectorOperators.ASHR, 31);
        FloatVector t =
            FloatVector.fromArray(SPECIES, x, i)
                .mul(factor)
                .reinterpretAsInts()
                .lanewise(VectorOperators.XOR, hidden)
                .and(lanes)
                .lanewise(VectorOperators.XOR, hidden)
                .reinterpretAsFloats();
        t.intoArray(x, i);
        largest = largest.max(t.add(rounder).reinterpretAsInts());
      }
      int bits = largest.reduceLanes(VectorOperators.MAX);
      float rounded = bits >= 0 ? Float.intBitsToFloat(bits) - Exp2.ROUNDER : largest(x, from, to);
      float before = maximum[state[query]];
      float now = Math.max(before, rounded);
      maximum[state[query]] = now;
      sum[state[query]] *= Exp2.power(before - now);
      FloatVector down = FloatVector.broadcast(SPECIES, now);
      for (int i = from; i < to; i += STEP) {
        FloatVector t = FloatVector.fromArray(SPECIES, x, i);
        FloatVector n = t.add(rounder).sub(rounder);
        FloatVector f = t.sub(n);
        FloatVector p = f.broadcast(Exp2.P6).fma(f, f.broadcast(Exp2.P5));
        p = p.fma(f, f.broadcast(Exp2.P4));
        p = p.fma(f, f.broadcast(Exp2.P3));
        p = p.fma(f, f.broadcast(Exp2.P2));
        p = p.fma(f, f.broadcast(Exp2.P1));
        p = p.fma(f, f.broadcast(Exp2.P0));
        IntVector exponent = n.sub(down).add(Exp2.BIASED_ROUNDER).reinterpretAsInts();
        exponent = exponent.max(Exp2.ZERO).lanewise(VectorOperators.LSHL, 23);
        p.mul(exponent.reinterpretAsFloats()).intoArray(x, i);
      }
    }
  }

  /** The largest score, rounded, wherever scores lie: below minus twelve million, too. */
  private static float largest(float[] x, int from, int to) {
    float largest = Float.NEGATIVE_INFINITY;
    for (int i = from; i < to; i++) {
      largest = Math.max(largest, Exp2.round(x[i]));
    }
    return largest;
  }
}
