package org.longstride.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * A softmax over the scores of four queries. A query has few vectors, and each is a long chain of
 * operations: so four chains go side by side, one of each query, written out. The three loops are
 * methods large enough that the compiler makes each a unit of its own, wherever it is called from,
 * and so turns every operation into an instruction; and short enough for it to take in at once (see
 * {@link VectorSquareTranspose}).
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
    hide(x, at, count, scale, visible, visibleAt);
    raise(x, at, count, maximum, sum, lanes, lanesAt);
    weigh(x, at, count, maximum, lanes, lanesAt);
  }

  /** Scales the scores, and makes those that nobody sees so small that their weight is 0. */
  private static void hide(
      float[] x, int at, int count, float scale, int[] visible, int visibleAt) {
    FloatVector factor = FloatVector.broadcast(SPECIES, scale);
    IntVector hidden = IntVector.broadcast(INTS, HIDDEN_BITS);
    for (int key = 0; key < count * LANES; key += STEP) {
      int i = at + key;
      int word = visibleAt + key / LANES;
      IntVector seen0 =
          IntVector.broadcast(INTS, visible[word + 0 * count] >>> key % LANES)
              .lanewise(VectorOperators.LSHL, VectorMasks.TO_SIGN)
              .lanewise(VectorOperators.ASHR, 31);
      FloatVector.fromArray(SPECIES, x, i + 0 * STRIDE)
          .mul(factor)
          .reinterpretAsInts()
          .lanewise(VectorOperators.XOR, hidden)
          .and(seen0)
          .lanewise(VectorOperators.XOR, hidden)
          .reinterpretAsFloats()
          .intoArray(x, i + 0 * STRIDE);
      IntVector seen1 =
          IntVector.broadcast(INTS, visible[word + 1 * count] >>> key % LANES)
              .lanewise(VectorOperators.LSHL, VectorMasks.TO_SIGN)
              .lanewise(VectorOperators.ASHR, 31);
      FloatVector.fromArray(SPECIES, x, i + 1 * STRIDE)
          .mul(factor)
          .reinterpretAsInts()
          .lanewise(VectorOperators.XOR, hidden)
          .and(seen1)
          .lanewise(VectorOperators.XOR, hidden)
          .reinterpretAsFloats()
          .intoArray(x, i + 1 * STRIDE);
      IntVector seen2 =
          IntVector.broadcast(INTS, visible[word + 2 * count] >>> key % LANES)
              .lanewise(VectorOperators.LSHL, VectorMasks.TO_SIGN)
              .lanewise(VectorOperators.ASHR, 31);
      FloatVector.fromArray(SPECIES, x, i + 2 * STRIDE)
          .mul(factor)
          .reinterpretAsInts()
          .lanewise(VectorOperators.XOR, hidden)
          .and(seen2)
          .lanewise(VectorOperators.XOR, hidden)
          .reinterpretAsFloats()
          .intoArray(x, i + 2 * STRIDE);
      IntVector seen3 =
          IntVector.broadcast(INTS, visible[word + 3 * count] >>> key % LANES)
              .lanewise(VectorOperators.LSHL, VectorMasks.TO_SIGN)
              .lanewise(VectorOperators.ASHR, 31);
      FloatVector.fromArray(SPECIES, x, i + 3 * STRIDE)
          .mul(factor)
          .reinterpretAsInts()
          .lanewise(VectorOperators.XOR, hidden)
          .and(seen3)
          .lanewise(VectorOperators.XOR, hidden)
          .reinterpretAsFloats()
          .intoArray(x, i + 3 * STRIDE);
    }
  }

  /** Raises the queries' maxima to the largest score, rounded, and brings their sums to it. */
  private static void raise(
      float[] x, int at, int count, float[] maximum, float[] sum, int[] lanes, int lanesAt) {
    FloatVector rounder = FloatVector.broadcast(SPECIES, Exp2.ROUNDER);
    // With the rounder added, scores are not negative: so their bits are in the same order.
    IntVector lowest = IntVector.broadcast(INTS, Integer.MIN_VALUE);
    IntVector largest0 = lowest;
    IntVector largest1 = lowest;
    IntVector largest2 = lowest;
    IntVector largest3 = lowest;
    for (int i = at; i < at + count * LANES; i += STEP) {
      FloatVector t0 = FloatVector.fromArray(SPECIES, x, i + 0 * STRIDE);
      largest0 = largest0.max(t0.add(rounder).reinterpretAsInts());
      FloatVector t1 = FloatVector.fromArray(SPECIES, x, i + 1 * STRIDE);
      largest1 = largest1.max(t1.add(rounder).reinterpretAsInts());
      FloatVector t2 = FloatVector.fromArray(SPECIES, x, i + 2 * STRIDE);
      largest2 = largest2.max(t2.add(rounder).reinterpretAsInts());
      FloatVector t3 = FloatVector.fromArray(SPECIES, x, i + 3 * STRIDE);
      largest3 = largest3.max(t3.add(rounder).reinterpretAsInts());
    }
    int bits0 = largest0.reduceLanes(VectorOperators.MAX);
    int bits1 = largest1.reduceLanes(VectorOperators.MAX);
    int bits2 = largest2.reduceLanes(VectorOperators.MAX);
    int bits3 = largest3.reduceLanes(VectorOperators.MAX);
    raise(largest(bits0, x, at + 0 * STRIDE, count), maximum, sum, lanes[lanesAt + 0]);
    raise(largest(bits1, x, at + 1 * STRIDE, count), maximum, sum, lanes[lanesAt + 1]);
    raise(largest(bits2, x, at + 2 * STRIDE, count), maximum, sum, lanes[lanesAt + 2]);
    raise(largest(bits3, x, at + 3 * STRIDE, count), maximum, sum, lanes[lanesAt + 3]);
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

  /** Scores become weights. */
  private static void weigh(
      float[] x, int at, int count, float[] maximum, int[] lanes, int lanesAt) {
    FloatVector rounder = FloatVector.broadcast(SPECIES, Exp2.ROUNDER);
    FloatVector down0 = FloatVector.broadcast(SPECIES, maximum[lanes[lanesAt + 0]]);
    FloatVector down1 = FloatVector.broadcast(SPECIES, maximum[lanes[lanesAt + 1]]);
    FloatVector down2 = FloatVector.broadcast(SPECIES, maximum[lanes[lanesAt + 2]]);
    FloatVector down3 = FloatVector.broadcast(SPECIES, maximum[lanes[lanesAt + 3]]);
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
      FloatVector t2 = FloatVector.fromArray(SPECIES, x, i + 2 * STRIDE);
      FloatVector n2 = t2.add(rounder).sub(rounder);
      FloatVector f2 = t2.sub(n2);
      FloatVector p2 = f2.broadcast(Exp2.P6).fma(f2, f2.broadcast(Exp2.P5));
      p2 = p2.fma(f2, f2.broadcast(Exp2.P4));
      p2 = p2.fma(f2, f2.broadcast(Exp2.P3));
      p2 = p2.fma(f2, f2.broadcast(Exp2.P2));
      p2 = p2.fma(f2, f2.broadcast(Exp2.P1));
      p2 = p2.fma(f2, f2.broadcast(Exp2.P0));
      IntVector e2 = n2.sub(down2).add(Exp2.BIASED_ROUNDER).reinterpretAsInts();
      e2 = e2.max(Exp2.ZERO).lanewise(VectorOperators.LSHL, 23);
      p2.mul(e2.reinterpretAsFloats()).intoArray(x, i + 2 * STRIDE);
      FloatVector t3 = FloatVector.fromArray(SPECIES, x, i + 3 * STRIDE);
      FloatVector n3 = t3.add(rounder).sub(rounder);
      FloatVector f3 = t3.sub(n3);
      FloatVector p3 = f3.broadcast(Exp2.P6).fma(f3, f3.broadcast(Exp2.P5));
      p3 = p3.fma(f3, f3.broadcast(Exp2.P4));
      p3 = p3.fma(f3, f3.broadcast(Exp2.P3));
      p3 = p3.fma(f3, f3.broadcast(Exp2.P2));
      p3 = p3.fma(f3, f3.broadcast(Exp2.P1));
      p3 = p3.fma(f3, f3.broadcast(Exp2.P0));
      IntVector e3 = n3.sub(down3).add(Exp2.BIASED_ROUNDER).reinterpretAsInts();
      e3 = e3.max(Exp2.ZERO).lanewise(VectorOperators.LSHL, 23);
      p3.mul(e3.reinterpretAsFloats()).intoArray(x, i + 3 * STRIDE);
    }
  }
}
