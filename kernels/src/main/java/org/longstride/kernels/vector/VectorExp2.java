package org.longstride.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The loops that are full of powers of two: {@link Exp2} on vectors, operation by operation.
 *
 * <p>The power is written out in each loop. A method that takes and gives vectors is fast only
 * where the compiler inlines it, and whether it does depends on what was compiled before: when it
 * does not, every vector is allocated and the loop is ten times slower. For the same reason minimum
 * and maximum are taken of the integers: those of floats are several instructions each, for the
 * sake of zeros and NaN; and JDK 17 has no instruction for converting floats to ints, so the
 * rounder's last bits, which count in ones, are moved to the exponent.
 */
final class VectorExp2 {

  private static final VectorSpecies<Float> SPECIES = VectorGemm.SPECIES;
  private static final int STEP = SPECIES.length();

  private VectorExp2() {}

  /**
   * {@code x = 2^(x - shift)} in one vector of lanes, {@code lane} and those behind, row after row
   * from {@code at} on; {@code sum} gains the rows' values.
   */
  static void weights(
      float[] x, int at, int rows, int width, int lane, float[] shift, float[] sum) {
    FloatVector down = FloatVector.fromArray(SPECIES, shift, lane);
    FloatVector total = FloatVector.fromArray(SPECIES, sum, lane);
    for (int r = 0, i = at; r < rows; r++, i += width) {
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
              n.sub(down)
                  .add(Exp2.ROUNDER)
                  .reinterpretAsInts()
                  .max(Exp2.LOWEST)
                  .min(Exp2.HIGHEST)
                  .add(127)
                  .lanewise(VectorOperators.LSHL, 23)
                  .reinterpretAsFloats());
      p.intoArray(x, i);
      total = total.add(p);
    }
    total.intoArray(sum, lane);
  }

  /**
   * {@code x = 2^(x * scale - shift) + epsilon}, row after row of lanes; {@code sums} takes the
   * lanes' sums.
   */
  static void exponentials(
      float[] x, int features, int width, float scale, float[] shift, float epsilon, float[] sums) {
    FloatVector factor = FloatVector.broadcast(SPECIES, scale);
    for (int lane = 0; lane < width; lane += STEP) {
      FloatVector down = FloatVector.fromArray(SPECIES, shift, lane).neg();
      FloatVector sum = FloatVector.zero(SPECIES);
      for (int i = lane; i < features * width; i += width) {
        FloatVector t = FloatVector.fromArray(SPECIES, x, i).fma(factor, down);
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
                    n.add(Exp2.ROUNDER)
                        .reinterpretAsInts()
                        .max(Exp2.LOWEST)
                        .min(Exp2.HIGHEST)
                        .add(127)
                        .lanewise(VectorOperators.LSHL, 23)
                        .reinterpretAsFloats())
                .add(epsilon);
        p.intoArray(x, i);
        sum = sum.add(p);
      }
      sum.intoArray(sums, lane);
    }
  }

  /** {@code x = 2^(x * scale - shift)} of whole vectors. */
  static void exponentials(float[] x, int from, int count, float scale, float shift) {
    FloatVector factor = FloatVector.broadcast(SPECIES, scale);
    FloatVector down = FloatVector.broadcast(SPECIES, -shift);
    for (int i = from; i < from + count; i += STEP) {
      FloatVector t = FloatVector.fromArray(SPECIES, x, i).fma(factor, down);
      FloatVector n = t.add(Exp2.ROUNDER).sub(Exp2.ROUNDER);
      FloatVector f = t.sub(n);
      FloatVector p = f.broadcast(Exp2.P6).fma(f, f.broadcast(Exp2.P5));
      p = p.fma(f, f.broadcast(Exp2.P4));
      p = p.fma(f, f.broadcast(Exp2.P3));
      p = p.fma(f, f.broadcast(Exp2.P2));
      p = p.fma(f, f.broadcast(Exp2.P1));
      p = p.fma(f, f.broadcast(Exp2.P0));
      p.mul(
              n.add(Exp2.ROUNDER)
                  .reinterpretAsInts()
                  .max(Exp2.LOWEST)
                  .min(Exp2.HIGHEST)
                  .add(127)
                  .lanewise(VectorOperators.LSHL, 23)
                  .reinterpretAsFloats())
          .intoArray(x, i);
    }
  }

  /**
   * {@code x = x / (1 + 2^(x (linear + cubic x^2)))}, as far as whole vectors go.
   *
   * @return the first element that is left over
   */
  static int gate(float[] x, int from, int to, float linear, float cubic) {
    int i = from;
    for (; i + STEP <= to; i += STEP) {
      FloatVector v = FloatVector.fromArray(SPECIES, x, i);
      FloatVector t = v.mul(v).fma(v.broadcast(cubic), v.broadcast(linear)).mul(v);
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
              n.add(Exp2.ROUNDER)
                  .reinterpretAsInts()
                  .max(Exp2.LOWEST)
                  .min(Exp2.HIGHEST)
                  .add(127)
                  .lanewise(VectorOperators.LSHL, 23)
                  .reinterpretAsFloats());
      v.div(p.add(1f)).intoArray(x, i);
    }
    return i;
  }

  /**
   * {@code x = cap - 2 cap / (1 + 2^(x * slope))}, as far as whole vectors go.
   *
   * @return the first element that is left over
   */
  static int saturate(float[] x, int from, int to, float cap, float slope) {
    int i = from;
    for (; i + STEP <= to; i += STEP) {
      FloatVector t = FloatVector.fromArray(SPECIES, x, i).mul(slope);
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
              n.add(Exp2.ROUNDER)
                  .reinterpretAsInts()
                  .max(Exp2.LOWEST)
                  .min(Exp2.HIGHEST)
                  .add(127)
                  .lanewise(VectorOperators.LSHL, 23)
                  .reinterpretAsFloats());
      FloatVector rest = p.broadcast(-2 * cap).div(p.add(1f));
      rest.add(cap).intoArray(x, i);
    }
    return i;
  }
}
