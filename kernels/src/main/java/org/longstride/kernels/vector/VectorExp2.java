package org.longstride.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** {@link Exp2} on vectors, operation by operation. */
final class VectorExp2 {

  private static final VectorSpecies<Float> SPECIES = VectorGemm.SPECIES;
  private static final VectorSpecies<Integer> INTS =
      VectorSpecies.of(int.class, SPECIES.vectorShape());

  private VectorExp2() {}

  static FloatVector round(FloatVector t) {
    return t.add(Exp2.ROUNDER).sub(Exp2.ROUNDER);
  }

  static FloatVector fraction(FloatVector f) {
    FloatVector p = f.broadcast(Exp2.P6).fma(f, f.broadcast(Exp2.P5));
    p = p.fma(f, f.broadcast(Exp2.P4));
    p = p.fma(f, f.broadcast(Exp2.P3));
    p = p.fma(f, f.broadcast(Exp2.P2));
    p = p.fma(f, f.broadcast(Exp2.P1));
    return p.fma(f, f.broadcast(Exp2.P0));
  }

  static FloatVector power(FloatVector n) {
    IntVector exponent =
        (IntVector) n.max(-127f).min(127f).convertShape(VectorOperators.F2I, INTS, 0);
    return exponent.add(127).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
  }

  static FloatVector exp2(FloatVector t) {
    FloatVector n = round(t);
    return fraction(t.sub(n)).mul(power(n));
  }
}
