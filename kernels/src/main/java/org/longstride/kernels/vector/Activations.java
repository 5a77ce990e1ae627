package org.longstride.kernels.vector;

/**
 * The constants of the activations that both implementations share. Hyperbolic tangent and error
 * function are odd over even rational approximations on a clamped argument, with the coefficients
 * that Eigen uses for float32; both are off by a few units in the last place.
 */
final class Activations {

  static final float TANH_CLAMP = 7.90531110763549805f;
  static final float[] TANH_ODD = {
    -2.76076847742355e-16f,
    2.00018790482477e-13f,
    -8.60467152213735e-11f,
    5.12229709037114e-08f,
    1.48572235717979e-05f,
    6.37261928875436e-04f,
    4.89352455891786e-03f
  };
  static final float[] TANH_EVEN = {
    1.19825839466702e-06f, 1.18534705686654e-04f, 2.26843463243900e-03f, 4.89352518554385e-03f
  };

  static final float ERF_CLAMP = 4f;
  static final float[] ERF_ODD = {
    -2.72614225801306e-10f,
    2.77068142495902e-08f,
    -2.10102402082508e-06f,
    -5.69250639462346e-05f,
    -7.34990630326855e-04f,
    -2.95459980854025e-03f,
    -1.60960333262415e-02f
  };
  static final float[] ERF_EVEN = {
    -1.45660718464996e-05f,
    -2.13374055278905e-04f,
    -1.68282697438203e-03f,
    -7.37332916720468e-03f,
    -1.42647390514189e-02f
  };

  static final float SQRT_HALF = 0.70710678f;
  static final float SQRT_2_OVER_PI = 0.79788456f;
  static final float GELU_CUBIC = 0.044715f;

  private Activations() {}

  static float tanh(float x) {
    return rational(x, TANH_CLAMP, TANH_ODD, TANH_EVEN);
  }

  static float erf(float x) {
    return rational(x, ERF_CLAMP, ERF_ODD, ERF_EVEN);
  }

  private static float rational(float x, float clamp, float[] odd, float[] even) {
    float y = Math.min(Math.max(x, -clamp), clamp);
    float square = y * y;
    float numerator = odd[0];
    for (int i = 1; i < odd.length; i++) {
      numerator = Math.fma(numerator, square, odd[i]);
    }
    float denominator = even[0];
    for (int i = 1; i < even.length; i++) {
      denominator = Math.fma(denominator, square, even[i]);
    }
    return y * numerator / denominator;
  }
}
