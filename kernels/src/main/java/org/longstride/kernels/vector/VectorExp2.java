package org.longstride.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** {@link Exp2} on vectors, operation by operation. */
final class VectorExp2 {

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

  /**
   * The rounder's last mantissa bits count in ones, so after adding it they hold n in two's
   * complement: moved to the exponent they are the power. (JDK 17 has no vector instruction for
   * converting floats to ints.)
   */
  static FloatVector power(FloatVector n) {
    return n.max(-127f)
        .min(127f)
        .add(Exp2.ROUNDER)
        .reinterpretAsInts()
        .add(127)
        .lanewise(VectorOperators.LSHL, 23)
        .reinterpretAsFloats();
  }

  static FloatVector exp2(FloatVector t) {
    FloatVector n = round(t);
    return fraction(t.sub(n)).mul(power(n));
  }
}
