package org.longstride.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The running maximum of a softmax in one vector of lanes. Rounding keeps the order of numbers, and
 * so does reading a float's bits as an integer, once those of negative numbers are turned over: the
 * maximum of integers is one instruction where that of floats, for the sake of zeros and NaN, is
 * several that wait for one another.
 */
final class VectorMaximum {

  private static final VectorSpecies<Float> SPECIES = VectorGemm.SPECIES;

  private VectorMaximum() {}

  /**
   * Scales the scores of the rows, raises the lanes' maximum to the largest of them, rounded, and
   * brings their sum to it.
   *
   * @return whether any lane's maximum rose
   */
  static boolean raise(
      float[] scores,
      int from,
      int to,
      int width,
      int lane,
      float scale,
      float[] maximum,
      float[] sum,
      float[] rescale) {
    FloatVector before = FloatVector.fromArray(SPECIES, maximum, lane);
    IntVector largest = before.add(Exp2.ROUNDER).reinterpretAsInts();
    largest =
        largest.lanewise(
            VectorOperators.XOR,
            largest.lanewise(VectorOperators.ASHR, 31).lanewise(VectorOperators.LSHR, 1));
    for (int r = from, i = from * width + lane; r < to; r++, i += width) {
      FloatVector t = FloatVector.fromArray(SPECIES, scores, i).mul(scale);
      t.intoArray(scores, i);
      IntVector bits = t.add(Exp2.ROUNDER).reinterpretAsInts();
      IntVector negative =
          bits.lanewise(VectorOperators.ASHR, 31).lanewise(VectorOperators.LSHR, 1);
      largest = largest.max(bits.lanewise(VectorOperators.XOR, negative));
    }
    IntVector sign = largest.lanewise(VectorOperators.ASHR, 31).lanewise(VectorOperators.LSHR, 1);
    FloatVector rounded =
        largest.lanewise(VectorOperators.XOR, sign).reinterpretAsFloats().sub(Exp2.ROUNDER);
    FloatVector now = rounded.max(before);
    now.intoArray(maximum, lane);
    FloatVector factor =
        before
            .sub(now)
            .add(Exp2.ROUNDER)
            .reinterpretAsInts()
            .max(Exp2.LOWEST)
            .min(Exp2.HIGHEST)
            .add(127)
            .lanewise(VectorOperators.LSHL, 23)
            .reinterpretAsFloats();
    factor.intoArray(rescale, lane);
    FloatVector.fromArray(SPECIES, sum, lane).mul(factor).intoArray(sum, lane);
    return now.compare(VectorOperators.NE, before).anyTrue();
  }
}
