package org.longstride.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link Erf} on vectors, operation by operation, written out for the reason that {@link
 * VectorExp2} gives.
 */
final class VectorErf {

  private static final VectorSpecies<Float> SPECIES = VectorGemm.SPECIES;
  private static final int STEP = SPECIES.length();

  private VectorErf() {}

  /**
   * {@code x = x/2 (1 + erf(x / sqrt(2)))}, as far as whole vectors go.
   *
   * @return the first element that is left over
   */
  static int gelu(float[] x, int from, int to) {
    int i = from;
    for (; i + STEP <= to; i += STEP) {
      FloatVector v = FloatVector.fromArray(SPECIES, x, i);
      FloatVector y = v.mul(Erf.SQRT_HALF).max(-Erf.CLAMP).min(Erf.CLAMP);
      FloatVector s = y.mul(y);
      FloatVector odd = s.broadcast(Erf.ODD_13).fma(s, s.broadcast(Erf.ODD_11));
      odd = odd.fma(s, s.broadcast(Erf.ODD_9));
      odd = odd.fma(s, s.broadcast(Erf.ODD_7));
      odd = odd.fma(s, s.broadcast(Erf.ODD_5));
      odd = odd.fma(s, s.broadcast(Erf.ODD_3));
      odd = odd.fma(s, s.broadcast(Erf.ODD_1)).mul(y);
      FloatVector even = s.broadcast(Erf.EVEN_8).fma(s, s.broadcast(Erf.EVEN_6));
      even = even.fma(s, s.broadcast(Erf.EVEN_4));
      even = even.fma(s, s.broadcast(Erf.EVEN_2));
      even = even.fma(s, s.broadcast(Erf.EVEN_0));
      v.mul(0.5f).mul(odd.div(even).add(1f)).intoArray(x, i);
    }
    return i;
  }
}
