package org.longstride.job.model.transformer;

import java.util.Optional;
import org.longstride.job.model.family.Activation;
import org.longstride.job.model.family.ModelWeights;
import org.longstride.job.model.family.ModelWeights.Linear;
import org.longstride.kernels.vector.LaneKernels;

/**
 * The MLP of a layer: {@code down(f(up x))}, or gated, {@code down(f(gate x) * up x)}.
 *
 * <p>Its inner features are computed some at a time and go straight into the sums of the result, so
 * they never leave the cache; all tiles pass the weights of some before the next are fetched.
 */
final class LaneMlp {

  private static final int LANES = LaneKernels.LANES;

  /** Weights of a block: about half of a second-level cache. */
  private static final int BLOCK_ELEMENTS = 1 << 18;

  private static final int MIN_INNER = 16;
  private static final int MAX_INNER = 128;

  private final LaneKernels kernels;
  private final Activation activation;
  private final Projection up;
  private final Optional<Projection> gate;
  private final Linear down;
  private final int block;

  LaneMlp(LaneKernels kernels, Activation activation, ModelWeights.Layer weights) {
    this.kernels = kernels;
    this.activation = activation;
    this.down = weights.down();
    this.block = innerBlock(down.out());
    this.up = new Projection(kernels, weights.up());
    this.gate = weights.gate().map(linear -> new Projection(kernels, linear));
  }

  /** How many inner features are computed at a time. */
  static int innerBlock(int hidden) {
    int wanted = BLOCK_ELEMENTS / (3 * hidden) / MIN_INNER * MIN_INNER;
    return Math.max(MIN_INNER, Math.min(MAX_INNER, wanted));
  }

  /** Scratch of a thread. */
  static final class Scratch {
    private final float[] inner;
    private final float[] gates;

    Scratch(int hidden) {
      inner = new float[innerBlock(hidden) * LANES];
      gates = new float[inner.length];
    }
  }

  /**
   * Computes some tiles.
   *
   * @param x lane tiles {@code [hidden, 64]}
   * @param out lane tiles {@code [hidden, 64]}, replaced
   * @param tiles how many
   */
  void apply(float[][] x, float[][] out, int tiles, Scratch scratch) {
    float[] inner = scratch.inner;
    for (int from = 0; from < down.in(); from += block) {
      int to = Math.min(down.in(), from + block);
      int count = to - from;
      for (int t = 0; t < tiles; t++) {
        up.apply(from, to, x[t], inner, 0);
        if (gate.isPresent()) {
          gate.get().apply(from, to, x[t], scratch.gates, 0);
          activate(scratch.gates, count * LANES);
          multiply(inner, scratch.gates, count * LANES);
        } else {
          activate(inner, count * LANES);
        }
        kernels.multiply(down.weight(), 0, down.out(), from, to, inner, out[t], 0, from > 0);
      }
    }
    if (down.bias().isPresent()) {
      for (int t = 0; t < tiles; t++) {
        Projection.addBias(down.bias().get(), 0, down.out(), out[t], 0);
      }
    }
  }

  private void activate(float[] x, int count) {
    switch (activation) {
      case SILU -> kernels.activations().silu(x, 0, count);
      case GELU -> kernels.activations().gelu(x, 0, count);
      case GELU_TANH -> kernels.activations().geluTanh(x, 0, count);
      case RELU -> relu(x, count);
    }
  }

  private static void relu(float[] x, int count) {
    for (int i = 0; i < count; i++) {
      x[i] = Math.max(x[i], 0f);
    }
  }

  private static void multiply(float[] x, float[] factor, int count) {
    for (int i = 0; i < count; i++) {
      x[i] *= factor[i];
    }
  }

  /** Multiply-adds of one token. */
  double cost() {
    return up.cost() + gate.map(Projection::cost).orElse(0.0) + (double) down.in() * down.out();
  }
}
