package org.longstride.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * A softmax over the scores of four queries. A query has few vectors, and each is a long chain of
 * operations: so two queries' chains go side by side, written out. The loops are methods large
 * enough that the compiler makes each a unit of its own, wherever it is called from; and no larger,
 * because it does not always take in all of four chains (see {@link VectorProfiles}).
 */
final class VectorQuadSoftmax {

  private static final VectorSpecies<Float> SPECIES = VectorGemm.SPECIES;
  private static final VectorSpecies<Integer> INTS =
      VectorSpecies.of(int.class, SPECIES.vectorShape());
  private static final int STEP = SPECIES.length();
  private static final int LANES = QuadKernels.LANES;
  private static final int STRIDE = QuadKernels.STRIDE;
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
      int[] lanes,
      int lanesAt) {
    for (int query = 0; query < QuadKernels.QUERIES; query += 2) {
      int from = at + query * STRIDE;
      int word = visibleAt + query * count;
      int lane0 = lanes[lanesAt + query];
      int lane1 = lanes[lanesAt + query + 1];
      raise(x, from, count, scale, visible, word, maximum, sum, lane0, lane1);
      weigh(x, from, count, maximum[lane0], maximum[lane1]);
    }
  }

  /**
   * Scales the scores of two queries, makes those that nobody sees so small that their weight is 0,
   * raises the maxima to the largest, rounded, and brings the sums to them.
   */
  private static void raise(
      float[] x,
      int at,
      int count,
      float scale,
      int[] visible,
      int visibleAt,
      float[] maximum,
      float[] sum,
      int lane0,
      int lane1) {
    FloatVector factor = FloatVector.broadcast(SPECIES, scale);
    FloatVector rounder = FloatVector.broadcast(SPECIES, Exp2.ROUNDER);
    IntVector hidden = IntVector.broadcast(INTS, HIDDEN_BITS);
    // With the rounder added, scores are not negative: so their bits are in the same order.
    IntVector lowest = IntVector.broadcast(INTS, Integer.MIN_VALUE);
    IntVector largest0 = lowest;
    IntVector largest1 = lowest;
    for (int key = 0; key < count * LANES; key += STEP) {
      int i = at + key;
      int word = visibleAt + key / LANES;
      IntVector seen0 =
          IntVector.broadcast(INTS, visible[word + 0 * count] >>> key % LANES)
              .lanewise(VectorOperators.LSHL, VectorMasks.TO_SIGN)
              .lanewise(VectorOperators.ASHR, 31);
      FloatVector t0 =
          FloatVector.fromArray(SPECIES, x, i + 0 * STRIDE)
              .mul(factor)
              .reinterpretAsInts()
              .lanewise(VectorOperators.XOR, hidden)
              .and(seen0)
              .lanewise(VectorOperators.XOR, hidden)
              .reinterpretAsFloats();
      t0.intoArray(x, i + 0 * STRIDE);
      largest0 = largest0.max(t0.add(rounder).reinterpretAsInts());
      IntVector seen1 =
          IntVector.broadcast(INTS, visible[word + 1 * count] >>> key % LANES)
              .lanewise(VectorOperators.LSHL, VectorMasks.TO_SIGN)
              .lanewise(VectorOperators.ASHR, 31);
      FloatVector t1 =
          FloatVector.fromArray(SPECIES, x, i + 1 * STRIDE)
              .mul(factor)
              .reinterpretAsInts()
              .lanewise(VectorOperators.XOR, hidden)
              .and(seen1)
              .lanewise(VectorOperators.XOR, hidden)
              .reinterpretAsFloats();
      t1.intoArray(x, i + 1 * STRIDE);
      largest1 = largest1.max(t1.add(rounder).reinterpretAsInts());
    }
    int bits0 = largest0.reduceLanes(VectorOperators.MAX);
    int bits1 = largest1.reduceLanes(VectorOperators.MAX);
    raise(largest(bits0, x, at, count), maximum, sum, lane0);
    raise(largest(bits1, x, at + STRIDE, count), maximum, sum, lane1);
  }

  /**
   * The largest score of a query, rounded, wherever scores lie: below minus twelve million, too.
   */
  private static float largest(int bits, float[] x, int at, int count) {
    if (bits >= 0) {
      return Float.intBitsToFloat(bits) - Exp2.ROUNDER;
    }
    float largest = Float.NEGATIVE_INFINITY;
    for (int i = at; i < at + count * LANES; i++) {
      largest = Math.max(largest, Exp2.round(x[i]));
    }
    return largest;
  }

  private static void raise(float largest, float[] maximum, float[] sum, int lane) {
    float before = maximum[lane];
    float now = Math.max(before, largest);
    maximum[lane] = now;
    sum[lane] *= Exp2.power(before - now);
  }

  /** Scores of two queries become weights. */
  private static void weigh(float[] x, int at, int count, float first, float second) {
    FloatVector rounder = FloatVector.broadcast(SPECIES, Exp2.ROUNDER);
    FloatVector down0 = FloatVector.broadcast(SPECIES, first);
    FloatVector down1 = FloatVector.broadcast(SPECIES, second);
    for (int i = at; i < at + count * LANES; i += STEP) {
      FloatVector t0 = FloatVector.fromArray(SPECIES, x, i + 0 * STRIDE);
      FloatVector n0 = t0.add(rounder).sub(rounder);
      FloatVector f0 = t0.sub(n0);
      FloatVector p0 = f0.broadcast(Exp2.P6).fma(f0, f0.broadcast(Exp2.P5));
      p0 = p0.fma(f0, f0.broadcast(Exp2.P4));
      p0 = p0.fma(f0, f0.broadcast(Exp2.P3));
      p0 = p0.fma(f0, f0.broadcast(Exp2.P2));
      p0 = p0.fma(f0, f0.broadcast(Exp2.P1));
      p0 = p0.fma(f0, f0.broadcast(Exp2.P0));
      IntVector e0 = n0.sub(down0).add(Exp2.BIASED_ROUNDER).reinterpretAsInts();
      e0 = e0.max(Exp2.ZERO).lanewise(VectorOperators.LSHL, 23);
      p0.mul(e0.reinterpretAsFloats()).intoArray(x, i + 0 * STRIDE);
      FloatVector t1 = FloatVector.fromArray(SPECIES, x, i + 1 * STRIDE);
      FloatVector n1 = t1.add(rounder).sub(rounder);
      FloatVector f1 = t1.sub(n1);
      FloatVector p1 = f1.broadcast(Exp2.P6).fma(f1, f1.broadcast(Exp2.P5));
      p1 = p1.fma(f1, f1.broadcast(Exp2.P4));
      p1 = p1.fma(f1, f1.broadcast(Exp2.P3));
      p1 = p1.fma(f1, f1.broadcast(Exp2.P2));
      p1 = p1.fma(f1, f1.broadcast(Exp2.P1));
      p1 = p1.fma(f1, f1.broadcast(Exp2.P0));
      IntVector e1 = n1.sub(down1).add(Exp2.BIASED_ROUNDER).reinterpretAsInts();
      e1 = e1.max(Exp2.ZERO).lanewise(VectorOperators.LSHL, 23);
      p1.mul(e1.reinterpretAsFloats()).intoArray(x, i + 1 * STRIDE);
    }
  }
}
