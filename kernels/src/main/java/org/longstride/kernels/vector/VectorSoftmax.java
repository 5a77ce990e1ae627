package org.longstride.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * A softmax's step on lanes, in three passes over the scores.
 *
 * <p>Rounding keeps the order of numbers, and so does reading a float's bits as an integer, once
 * those of negative numbers are turned over: the maximum of integers is one instruction where that
 * of floats, for the sake of zeros and NaN, is several that wait for one another.
 */
final class VectorSoftmax {

  private static final VectorSpecies<Float> SPECIES = VectorGemm.SPECIES;
  private static final int STEP = SPECIES.length();
  private static final int LANES = LaneKernels.LANES;

  private interface Pass {
    void over(
        float[] scores,
        int at,
        int from,
        int to,
        Lanes lanes,
        float scale,
        long[] visible,
        float[] maximum,
        float[] sum,
        float[] rescale);
  }

  /**
   * Called by one interface, so that the compiler makes each a unit of its own: of fewer than three
   * it would inline the calls, and it does not always take in all of one long unit (see {@link
   * VectorProfiles}).
   */
  private static final Pass[] PASSES = {
    VectorSoftmax::hide, VectorSoftmax::raise, VectorSoftmax::weigh
  };

  private VectorSoftmax() {}

  /** {@link LaneKernels#softmaxStep}. */
  static boolean step(
      float[] scores,
      int at,
      int from,
      int to,
      Lanes lanes,
      float scale,
      long[] visible,
      float[] maximum,
      float[] sum,
      float[] rescale) {
    for (Pass pass : PASSES) {
      pass.over(scores, at, from, to, lanes, scale, visible, maximum, sum, rescale);
    }
    for (int lane = lanes.from(); lane < lanes.to(); lane++) {
      if (rescale[lane] != 1f) {
        return true;
      }
    }
    return false;
  }

  /** Hides the scores that nobody sees beforehand, so that loops over all need not branch. */
  private static void hide(
      float[] scores,
      int at,
      int from,
      int to,
      Lanes lanes,
      float scale,
      long[] visible,
      float[] maximum,
      float[] sum,
      float[] rescale) {
    hide(scores, at, from, to, lanes, scale, visible);
  }

  /** Makes the scores that nobody sees so small that their weight is 0. */
  static void hide(
      float[] scores, int at, int from, int to, Lanes lanes, float scale, long[] visible) {
    if (visible == null) {
      return;
    }
    int width = lanes.width();
    long all = -1L >>> LANES - lanes.to() & -1L << lanes.from();
    float hidden = 2 * LaneKernels.NOTHING / scale;
    for (int r = from; r < to; r++) {
      if ((visible[r] & all) != all) {
        for (int lane = lanes.from(); lane < lanes.to(); lane += STEP) {
          int i = at + r * width + lane;
          FloatVector s = FloatVector.fromArray(SPECIES, scores, i);
          VectorMasks.keep(s, visible[r] >>> lane, hidden).intoArray(scores, i);
        }
      }
    }
  }

  /**
   * Scales the scores, raises the lanes' maximum to the largest of them, rounded, and brings their
   * sum to it.
   */
  private static void raise(
      float[] scores,
      int at,
      int from,
      int to,
      Lanes lanes,
      float scale,
      long[] visible,
      float[] maximum,
      float[] sum,
      float[] rescale) {
    int width = lanes.width();
    FloatVector rounder = FloatVector.broadcast(SPECIES, Exp2.ROUNDER);
    for (int lane = lanes.from(); lane < lanes.to(); lane += STEP) {
      FloatVector before = FloatVector.fromArray(SPECIES, maximum, lane);
      IntVector largest = before.add(rounder).reinterpretAsInts();
      largest =
          largest.lanewise(
              VectorOperators.XOR,
              largest.lanewise(VectorOperators.ASHR, 31).lanewise(VectorOperators.LSHR, 1));
      for (int r = from, i = at + from * width + lane; r < to; r++, i += width) {
        FloatVector t = FloatVector.fromArray(SPECIES, scores, i).mul(scale);
        t.intoArray(scores, i);
        IntVector bits = t.add(rounder).reinterpretAsInts();
        IntVector negative =
            bits.lanewise(VectorOperators.ASHR, 31).lanewise(VectorOperators.LSHR, 1);
        largest = largest.max(bits.lanewise(VectorOperators.XOR, negative));
      }
      IntVector sign = largest.lanewise(VectorOperators.ASHR, 31).lanewise(VectorOperators.LSHR, 1);
      FloatVector now =
          largest
              .lanewise(VectorOperators.XOR, sign)
              .reinterpretAsFloats()
              .sub(rounder)
              .max(before);
      now.intoArray(maximum, lane);
      FloatVector factor =
          before
              .sub(now)
              .add(Exp2.BIASED_ROUNDER)
              .reinterpretAsInts()
              .max(Exp2.ZERO)
              .lanewise(VectorOperators.LSHL, 23)
              .reinterpretAsFloats();
      factor.intoArray(rescale, lane);
      FloatVector.fromArray(SPECIES, sum, lane).mul(factor).intoArray(sum, lane);
    }
  }

  /** Scores become weights, and the sums gain them. */
  private static void weigh(
      float[] scores,
      int at,
      int from,
      int to,
      Lanes lanes,
      float scale,
      long[] visible,
      float[] maximum,
      float[] sum,
      float[] rescale) {
    for (int lane = lanes.from(); lane < lanes.to(); lane += STEP) {
      int first = at + from * lanes.width() + lane;
      VectorExp2.weights(scores, first, to - from, lanes.width(), lane, maximum, sum);
    }
  }
}
