package org.longstride.job.model.transformer;

import org.longstride.job.model.family.Activation;
import org.longstride.job.model.family.ModelWeights;
import org.longstride.kernels.vector.LaneKernels;

/** The MLP of a layer: {@code down(f(up x))}, or gated, {@code down(f(gate x) * up x)}. */
final class LaneMlp {

  private final LaneKernels kernels;
  private final Activation activation;
  private final Projection gate;
  private final Projection up;
  private final Projection down;

  LaneMlp(LaneKernels kernels, Activation activation, ModelWeights.Layer weights) {
    this.kernels = kernels;
    this.activation = activation;
    this.gate = weights.gate().map(linear -> new Projection(kernels, linear)).orElse(null);
    this.up = new Projection(kernels, weights.up());
    this.down = new Projection(kernels, weights.down());
  }

  /**
   * Computes some tiles.
   *
   * @param x lane tiles {@code [hidden, 64]}, replaced by the result
   * @param inner scratch, lane tiles {@code [width, 64]}
   * @param gates scratch likewise, where gated
   * @param tiles how many
   */
  void apply(float[][] x, float[][] inner, float[][] gates, int tiles) {
    up.apply(x, 0, inner, 0, tiles);
    if (gate == null) {
      for (int t = 0; t < tiles; t++) {
        activate(inner[t]);
      }
    } else {
      gate.apply(x, 0, gates, 0, tiles);
      for (int t = 0; t < tiles; t++) {
        activate(gates[t]);
        multiply(inner[t], gates[t]);
      }
    }
    down.apply(inner, 0, x, 0, tiles);
  }

  private void activate(float[] x) {
    switch (activation) {
      case SILU -> kernels.silu(x, 0, x.length);
      case GELU -> kernels.gelu(x, 0, x.length);
      case GELU_TANH -> kernels.geluTanh(x, 0, x.length);
      case RELU -> relu(x);
    }
  }

  private static void relu(float[] x) {
    for (int i = 0; i < x.length; i++) {
      x[i] = Math.max(x[i], 0f);
    }
  }

  private static void multiply(float[] x, float[] factor) {
    for (int i = 0; i < x.length; i++) {
      x[i] *= factor[i];
    }
  }

  /** Multiply-adds of one token. */
  double cost() {
    return up.cost() + down.cost() + (gate == null ? 0 : gate.cost());
  }
}
