package org.longstride.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The feature kernels on the Vector API. The compiler's own vectors do not serve loops over so few
 * lanes: most of their steps are those before and after its unrolled ones.
 */
final class VectorFeatureKernels implements FeatureKernels {

  private static final VectorSpecies<Float> SPECIES = VectorGemm.SPECIES;
  private static final int STEP = SPECIES.length();

  private static final FeatureKernels SCALAR = new ScalarFeatureKernels();

  @Override
  public void largest(float[] x, int features, int width, float[] largest) {
    for (int lane = 0; lane < width; lane += STEP) {
      FloatVector most = FloatVector.fromArray(SPECIES, x, lane);
      for (int i = lane + width; i < features * width; i += width) {
        most = most.max(FloatVector.fromArray(SPECIES, x, i));
      }
      most.intoArray(largest, lane);
    }
  }

  @Override
  public float largest(float[] x, int from, int count) {
    int whole = SPECIES.loopBound(count);
    if (whole == 0) {
      return SCALAR.largest(x, from, count);
    }
    FloatVector most = FloatVector.fromArray(SPECIES, x, from);
    for (int i = STEP; i < whole; i += STEP) {
      most = most.max(FloatVector.fromArray(SPECIES, x, from + i));
    }
    float largest = most.reduceLanes(VectorOperators.MAX);
    return whole == count
        ? largest
        : Math.max(largest, SCALAR.largest(x, from + whole, count - whole));
  }

  @Override
  public void squares(float[] x, int features, int width, float[] sums) {
    for (int lane = 0; lane < width; lane += STEP) {
      FloatVector sum = FloatVector.zero(SPECIES);
      for (int i = lane; i < features * width; i += width) {
        FloatVector v = FloatVector.fromArray(SPECIES, x, i);
        sum = v.fma(v, sum);
      }
      sum.intoArray(sums, lane);
    }
  }

  @Override
  public void exponentials(
      float[] x, int features, int width, float scale, float[] shift, float epsilon, float[] sums) {
    VectorExp2.exponentials(x, features, width, scale, shift, epsilon, sums);
  }

  @Override
  public void exponentials(float[] x, int from, int count, float scale, float shift) {
    VectorExp2.exponentials(x, from, count, scale, shift);
  }

  @Override
  public void add(float[] x, int from, int count, float[] addend) {
    for (int i = 0; i < count; i += STEP) {
      FloatVector.fromArray(SPECIES, x, from + i)
          .add(FloatVector.fromArray(SPECIES, addend, i))
          .intoArray(x, from + i);
    }
  }

  @Override
  public void accumulate(float[] high, float[] low, float[] tile, int from, int to, float factor) {
    int i = from;
    for (; i + STEP <= to; i += STEP) {
      FloatVector a = FloatVector.fromArray(SPECIES, high, i).mul(factor);
      FloatVector b = FloatVector.fromArray(SPECIES, tile, i);
      FloatVector sum = a.add(b);
      FloatVector ofB = sum.sub(a);
      FloatVector rest =
          a.sub(sum.sub(ofB))
              .add(b.sub(ofB))
              .add(FloatVector.fromArray(SPECIES, low, i).mul(factor));
      FloatVector rounded = sum.add(rest);
      rounded.intoArray(high, i);
      rest.sub(rounded.sub(sum)).intoArray(low, i);
    }
    SCALAR.accumulate(high, low, tile, i, to, factor);
  }
}
