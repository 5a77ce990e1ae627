package org.longstride.kernels.vector;

/**
 * The error function as both implementations compute it: an odd over an even polynomial on a
 * clamped argument, with the coefficients that Eigen uses for float32; off by a few units in the
 * last place.
 */
final class Erf {

  static final float SQRT_HALF = 0.70710678f;

  static final float CLAMP = 4f;
  static final float ODD_1 = -1.60960333262415e-02f;
  static final float ODD_3 = -2.95459980854025e-03f;
  static final float ODD_5 = -7.34990630326855e-04f;
  static final float ODD_7 = -5.69250639462346e-05f;
  static final float ODD_9 = -2.10102402082508e-06f;
  static final float ODD_11 = 2.77068142495902e-08f;
  static final float ODD_13 = -2.72614225801306e-10f;
  static final float EVEN_0 = -1.42647390514189e-02f;
  static final float EVEN_2 = -7.37332916720468e-03f;
  static final float EVEN_4 = -1.68282697438203e-03f;
  static final float EVEN_6 = -2.13374055278905e-04f;
  static final float EVEN_8 = -1.45660718464996e-05f;

  private Erf() {}

  static float erf(float x) {
    float y = Math.min(Math.max(x, -CLAMP), CLAMP);
    float s = y * y;
    float odd = Math.fma(ODD_13, s, ODD_11);
    odd = Math.fma(odd, s, ODD_9);
    odd = Math.fma(odd, s, ODD_7);
    odd = Math.fma(odd, s, ODD_5);
    odd = Math.fma(odd, s, ODD_3);
    odd = Math.fma(odd, s, ODD_1) * y;
    float even = Math.fma(EVEN_8, s, EVEN_6);
    even = Math.fma(even, s, EVEN_4);
    even = Math.fma(even, s, EVEN_2);
    even = Math.fma(even, s, EVEN_0);
    return odd / even;
  }
}
