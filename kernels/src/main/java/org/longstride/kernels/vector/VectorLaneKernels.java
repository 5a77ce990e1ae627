package org.longstride.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** The lane kernels on the Vector API, in the widest vectors that the machine likes. */
final class VectorLaneKernels implements LaneKernels {

  private static final VectorSpecies<Float> SPECIES = VectorGemm.SPECIES;
  private static final int STEP = SPECIES.length();

  @Override
  public void multiply(
      float[] rows,
      int[] offsets,
      int from,
      int to,
      int depth,
      float[] x,
      Lanes lanes,
      float[] out,
      int outOffset,
      boolean accumulate) {
    VectorGemm.multiply(rows, offsets, from, to, depth, x, lanes, out, outOffset, accumulate);
  }

  @Override
  public void multiplyTransposed(
      float[] rows,
      int[] offsets,
      int from,
      int to,
      int columns,
      float[] p,
      Lanes lanes,
      float[] out) {
    VectorGemmTransposed.multiply(rows, offsets, from, to, columns, p, lanes, out);
  }

  @Override
  public boolean softmaxStep(
      float[] scores,
      int count,
      int width,
      float scale,
      long[] visible,
      float[] maximum,
      float[] sum,
      float[] rescale) {
    boolean rescaled = false;
    for (int lane = 0; lane < width; lane += STEP) {
      FloatVector before = FloatVector.fromArray(SPECIES, maximum, lane);
      FloatVector largest = before;
      for (int r = 0, i = lane; r < count; r++, i += width) {
        FloatVector t = FloatVector.fromArray(SPECIES, scores, i).mul(scale);
        if (!allVisible(visible, r)) {
          t = FloatVector.broadcast(SPECIES, NOTHING).blend(t, mask(visible[r], lane));
        }
        t.intoArray(scores, i);
        largest = largest.max(t);
      }
      // Rounding keeps the order of numbers, so one rounding at the end is enough.
      largest = before.max(VectorExp2.round(largest));
      FloatVector factor = VectorExp2.power(before.sub(largest));
      rescaled |= factor.compare(VectorOperators.NE, 1f).anyTrue();
      factor.intoArray(rescale, lane);
      largest.intoArray(maximum, lane);
      FloatVector total = FloatVector.fromArray(SPECIES, sum, lane).mul(factor);
      for (int r = 0, i = lane; r < count; r++, i += width) {
        FloatVector t = FloatVector.fromArray(SPECIES, scores, i);
        FloatVector n = VectorExp2.round(t);
        FloatVector weight = VectorExp2.fraction(t.sub(n)).mul(VectorExp2.power(n.sub(largest)));
        if (!allVisible(visible, r)) {
          weight = FloatVector.zero(SPECIES).blend(weight, mask(visible[r], lane));
        }
        weight.intoArray(scores, i);
        total = total.add(weight);
      }
      total.intoArray(sum, lane);
    }
    return rescaled;
  }

  private static boolean allVisible(long[] visible, int row) {
    return visible == null || visible[row] == -1L;
  }

  private static VectorMask<Float> mask(long lanes, int from) {
    return VectorMask.fromLong(SPECIES, lanes >>> from);
  }

  @Override
  public void softmaxWeights(
      float[] scores, int count, int width, float scale, long[] visible, float[] lse) {
    FloatVector factor = FloatVector.broadcast(SPECIES, scale);
    for (int lane = 0; lane < width; lane += STEP) {
      FloatVector shift = FloatVector.fromArray(SPECIES, lse, lane).neg();
      for (int r = 0, i = lane; r < count; r++, i += width) {
        FloatVector weight =
            VectorExp2.exp2(FloatVector.fromArray(SPECIES, scores, i).fma(factor, shift));
        if (!allVisible(visible, r)) {
          weight = FloatVector.zero(SPECIES).blend(weight, mask(visible[r], lane));
        }
        weight.intoArray(scores, i);
      }
    }
  }

  @Override
  public void softCap(float[] x, int count, float cap) {
    int i = 0;
    for (; i + STEP <= count; i += STEP) {
      FloatVector v = FloatVector.fromArray(SPECIES, x, i);
      VectorActivations.tanh(v.div(cap)).mul(cap).intoArray(x, i);
    }
    for (; i < count; i++) {
      x[i] = cap * Activations.tanh(x[i] / cap);
    }
  }

  @Override
  public void silu(float[] x, int offset, int count) {
    int i = offset;
    for (; i + STEP <= offset + count; i += STEP) {
      FloatVector v = FloatVector.fromArray(SPECIES, x, i);
      v.div(VectorExp2.exp2(v.mul(-Exp2.LOG2_E)).add(1f)).intoArray(x, i);
    }
    SCALAR.silu(x, i, offset + count - i);
  }

  @Override
  public void geluTanh(float[] x, int offset, int count) {
    int i = offset;
    for (; i + STEP <= offset + count; i += STEP) {
      FloatVector v = FloatVector.fromArray(SPECIES, x, i);
      FloatVector cubic = v.mul(Activations.GELU_CUBIC).mul(v);
      FloatVector inner = cubic.fma(v, v).mul(Activations.SQRT_2_OVER_PI);
      v.mul(0.5f).mul(VectorActivations.tanh(inner).add(1f)).intoArray(x, i);
    }
    SCALAR.geluTanh(x, i, offset + count - i);
  }

  @Override
  public void gelu(float[] x, int offset, int count) {
    int i = offset;
    for (; i + STEP <= offset + count; i += STEP) {
      FloatVector v = FloatVector.fromArray(SPECIES, x, i);
      v.mul(0.5f).mul(VectorActivations.erf(v.mul(Activations.SQRT_HALF)).add(1f)).intoArray(x, i);
    }
    SCALAR.gelu(x, i, offset + count - i);
  }

  /** Finishes what is less than a vector. */
  private static final LaneKernels SCALAR = new ScalarLaneKernels();

  @Override
  public String toString() {
    return "Vector API, " + SPECIES.vectorBitSize() + " bits";
  }
}
