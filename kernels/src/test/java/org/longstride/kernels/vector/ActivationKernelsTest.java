package org.longstride.kernels.vector;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/** Functions of single numbers, beside their definitions in double precision. */
class ActivationKernelsTest {

  @Test
  void activationsAgreeWithDoublePrecision() {
    float[] x = new float[4099];
    for (int i = 0; i < x.length; i++) {
      x[i] = (i - 2049) / 128f;
    }
    float[] silu = activated(x, (k, y) -> k.silu(y, 1, y.length - 1));
    float[] geluTanh = activated(x, (k, y) -> k.geluTanh(y, 1, y.length - 1));
    float[] gelu = activated(x, (k, y) -> k.gelu(y, 1, y.length - 1));
    float[] capped = activated(x, (k, y) -> k.softCap(y, 0, y.length, 5f));
    assertEquals(x[0], silu[0]);
    for (int i = 1; i < x.length; i++) {
      double v = x[i];
      assertEquals(v / (1 + Math.exp(-v)), silu[i], 2e-6);
      double inner = Math.sqrt(2 / Math.PI) * (v + 0.044715 * v * v * v);
      assertEquals(0.5 * v * (1 + Math.tanh(inner)), geluTanh[i], 4e-6);
      assertEquals(v * normal(v), gelu[i], 4e-6);
      assertEquals(5 * Math.tanh(v / 5), capped[i], 2e-6);
    }
  }

  private static float[] activated(float[] x, BiConsumer<ActivationKernels, float[]> f) {
    float[] scalar = x.clone();
    float[] vector = x.clone();
    f.accept(new ScalarActivationKernels(), scalar);
    f.accept(new VectorActivationKernels(), vector);
    assertArrayEquals(scalar, vector);
    return scalar;
  }

  /** The standard normal distribution function, by Simpson's rule on its density. */
  private static double normal(double v) {
    int steps = 400;
    double h = v / steps;
    double sum = 1 + Math.exp(-v * v / 2);
    for (int i = 1; i < steps; i++) {
      sum += (i % 2 == 0 ? 2 : 4) * Math.exp(-i * h * i * h / 2);
    }
    return 0.5 + sum * h / 3 / Math.sqrt(2 * Math.PI);
  }
}
