package org.longstride.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** The quad kernels on the Vector API. An instance holds scratch and belongs to one thread. */
final class VectorQuadKernels implements QuadKernels {

  private static final VectorSpecies<Float> SPECIES = VectorGemm.SPECIES;
  private static final int STEP = SPECIES.length();
  private static final int LOWEST = Float.floatToRawIntBits(Exp2.ROUNDER) - 127;
  private static final int HIGHEST = Float.floatToRawIntBits(Exp2.ROUNDER) + 127;

  private final float[] sums = new float[QUERIES * STEP];

  @Override
  public void scores(
      float[] q,
      int[] queryAt,
      int depth,
      float[] keys,
      int width,
      int[] keyAt,
      int first,
      int count,
      int shift,
      float[] scores) {
    VectorQuadScores.multiply(q, queryAt, depth, keys, width, keyAt, first, count, shift, scores);
  }

  @Override
  public void softmaxStep(
      float[] scores,
      int count,
      float scale,
      int[] visible,
      int visibleAt,
      float[] maximum,
      float[] sum,
      int[] state) {
    int stride = count * LANES;
    for (int i = 0; i < QUERIES; i++) {
      float before = maximum[state[i]];
      float largest = largest(scores, i * stride, stride, scale, visible, visibleAt + i * count);
      float now = Math.max(before, largest);
      weights(scores, i * stride, stride, now);
      maximum[state[i]] = now;
      sum[state[i]] *= Exp2.power(before - now);
    }
  }

  /** Scales the scores that are seen, makes the others very small, and rounds the largest. */
  private static float largest(
      float[] scores, int from, int length, float scale, int[] visible, int visibleAt) {
    IntVector largest =
        VectorMaximum.ordered(FloatVector.broadcast(SPECIES, 2 * LaneKernels.NOTHING));
    for (int key = 0; key < length; key += STEP) {
      int bits = visible[visibleAt + key / LANES] >>> key % LANES;
      FloatVector t = FloatVector.fromArray(SPECIES, scores, from + key).mul(scale);
      t = VectorMasks.keep(t, bits, 2 * LaneKernels.NOTHING);
      t.intoArray(scores, from + key);
      largest = largest.max(VectorMaximum.ordered(t.add(Exp2.ROUNDER)));
    }
    return VectorMaximum.rounded(largest.reduceLanes(VectorOperators.MAX));
  }

  private static void weights(float[] x, int from, int length, float shift) {
    for (int i = from; i < from + length; i += STEP) {
      FloatVector t = FloatVector.fromArray(SPECIES, x, i);
      FloatVector n = t.add(Exp2.ROUNDER).sub(Exp2.ROUNDER);
      FloatVector f = t.sub(n);
      FloatVector p = f.broadcast(Exp2.P6).fma(f, f.broadcast(Exp2.P5));
      p = p.fma(f, f.broadcast(Exp2.P4));
      p = p.fma(f, f.broadcast(Exp2.P3));
      p = p.fma(f, f.broadcast(Exp2.P2));
      p = p.fma(f, f.broadcast(Exp2.P1));
      p = p.fma(f, f.broadcast(Exp2.P0));
      p =
          p.mul(
              n.sub(shift)
                  .add(Exp2.ROUNDER)
                  .reinterpretAsInts()
                  .max(LOWEST)
                  .min(HIGHEST)
                  .add(127)
                  .lanewise(VectorOperators.LSHL, 23)
                  .reinterpretAsFloats());
      p.intoArray(x, i);
    }
  }

  @Override
  public void weigh(
      float[] weights,
      int stride,
      int[] weightAt,
      float[] values,
      int[] valueAt,
      int[] keys,
      int first,
      int count,
      int shift,
      int columns,
      float[] out,
      int[] outAt,
      float[] sum,
      int[] state) {
    if (columns < STEP) {
      SCALAR.weigh(
          weights, stride, weightAt, values, valueAt, keys, first, count, shift, columns, out,
          outAt, sum, state);
      return;
    }
    for (int i = 0; i < QUERIES; i++) {
      sums[i * STEP] = sum[state[i]];
    }
    int done =
        VectorQuadValues.weigh(
            weights, stride, weightAt, values, valueAt, keys, first, count, shift, columns, out,
            outAt, sums);
    for (int i = 0; i < QUERIES; i++) {
      sum[state[i]] = sums[i * STEP];
    }
    if (done < columns) {
      ScalarQuadKernels.weigh(
          weights, stride, weightAt, values, valueAt, keys, first, count, shift, done, columns, out,
          outAt);
    }
  }

  /** Does what is less than a vector. */
  private static final ScalarQuadKernels SCALAR = new ScalarQuadKernels();
}
