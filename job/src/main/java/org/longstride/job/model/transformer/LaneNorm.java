package org.longstride.job.model.transformer;

import java.util.Arrays;
import org.longstride.job.model.family.ModelConfig;
import org.longstride.job.model.family.ModelConfig.NormKind;
import org.longstride.job.model.family.ModelWeights;
import org.longstride.kernels.vector.LaneKernels;

/**
 * A norm on lane tiles, lane by lane. Sums over features run in blocks, each added up before it
 * joins the total, so that rounding grows with the block and not with the features.
 */
final class LaneNorm {

  private static final int LANES = LaneKernels.LANES;
  private static final int BLOCK = 32;

  private final ModelConfig.Norm kind;
  private final float[] scale;
  private final float[] shift;
  private final int features;

  LaneNorm(ModelConfig.Norm kind, ModelWeights.Norm weights) {
    this.kind = kind;
    this.scale = weights.scale();
    this.features = scale.length;
    this.shift = weights.shift().orElse(new float[0]);
  }

  /** Scratch of a thread. */
  static final class Scratch {
    private final float[] mean = new float[LANES];
    private final float[] inverse = new float[LANES];
    private final float[] partial = new float[LANES];
  }

  /**
   * Norms one tile.
   *
   * @param x holds a lane tile {@code [features, 64]}
   * @param xAt where it begins
   * @param out takes the normed tile; may be {@code x}
   * @param outAt where that begins
   */
  void apply(float[] x, int xAt, float[] out, int outAt, Scratch scratch) {
    boolean centred = kind.kind() == NormKind.LAYER_NORM;
    Arrays.fill(scratch.mean, 0f);
    if (centred) {
      sum(x, xAt, scratch.partial, scratch.mean);
      for (int lane = 0; lane < LANES; lane++) {
        scratch.mean[lane] /= features;
      }
    }
    invert(x, xAt, scratch);
    if (shift.length == 0 && !centred) {
      scale(x, xAt, out, outAt, scratch.inverse);
    } else {
      scaleAndShift(x, xAt, out, outAt, scratch);
    }
  }

  private void sum(float[] x, int xAt, float[] partial, float[] total) {
    for (int from = 0; from < features; from += BLOCK) {
      Arrays.fill(partial, 0f);
      for (int c = from; c < Math.min(features, from + BLOCK); c++) {
        int at = xAt + c * LANES;
        for (int lane = 0; lane < LANES; lane++) {
          partial[lane] += x[at + lane];
        }
      }
      for (int lane = 0; lane < LANES; lane++) {
        total[lane] += partial[lane];
      }
    }
  }

  /** Leaves 1/sqrt(mean square distance from the mean + epsilon). */
  private void invert(float[] x, int xAt, Scratch scratch) {
    float[] mean = scratch.mean;
    float[] partial = scratch.partial;
    float[] inverse = scratch.inverse;
    Arrays.fill(inverse, 0f);
    for (int from = 0; from < features; from += BLOCK) {
      Arrays.fill(partial, 0f);
      for (int c = from; c < Math.min(features, from + BLOCK); c++) {
        int at = xAt + c * LANES;
        for (int lane = 0; lane < LANES; lane++) {
          float distance = x[at + lane] - mean[lane];
          partial[lane] += distance * distance;
        }
      }
      for (int lane = 0; lane < LANES; lane++) {
        inverse[lane] += partial[lane];
      }
    }
    for (int lane = 0; lane < LANES; lane++) {
      inverse[lane] = (float) (1 / Math.sqrt(inverse[lane] / features + kind.epsilon()));
    }
  }

  private void scale(float[] x, int xAt, float[] out, int outAt, float[] inverse) {
    for (int c = 0; c < features; c++) {
      float factor = scale[c];
      int from = xAt + c * LANES;
      int to = outAt + c * LANES;
      for (int lane = 0; lane < LANES; lane++) {
        out[to + lane] = x[from + lane] * inverse[lane] * factor;
      }
    }
  }

  private void scaleAndShift(float[] x, int xAt, float[] out, int outAt, Scratch scratch) {
    float[] mean = scratch.mean;
    float[] inverse = scratch.inverse;
    for (int c = 0; c < features; c++) {
      float factor = scale[c];
      float addend = shift.length == 0 ? 0f : shift[c];
      int from = xAt + c * LANES;
      int to = outAt + c * LANES;
      for (int lane = 0; lane < LANES; lane++) {
        out[to + lane] = (x[from + lane] - mean[lane]) * inverse[lane] * factor + addend;
      }
    }
  }
}
