package org.longstride.kernels.vector;

import jdk.incubator.vector.FloatVector;

/** {@link Activations} on vectors, operation by operation. */
final class VectorActivations {

  private VectorActivations() {}

  static FloatVector tanh(FloatVector x) {
    return rational(x, Activations.TANH_CLAMP, Activations.TANH_ODD, Activations.TANH_EVEN);
  }

  static FloatVector erf(FloatVector x) {
    return rational(x, Activations.ERF_CLAMP, Activations.ERF_ODD, Activations.ERF_EVEN);
  }

  private static FloatVector rational(FloatVector x, float clamp, float[] odd, float[] even) {
    FloatVector y = x.max(-clamp).min(clamp);
    FloatVector square = y.mul(y);
    return y.mul(polynomial(square, odd)).div(polynomial(square, even));
  }

  private static FloatVector polynomial(FloatVector x, float[] coefficients) {
    FloatVector sum = x.broadcast(coefficients[0]);
    for (int i = 1; i < coefficients.length; i++) {
      sum = sum.fma(x, x.broadcast(coefficients[i]));
    }
    return sum;
  }
}
