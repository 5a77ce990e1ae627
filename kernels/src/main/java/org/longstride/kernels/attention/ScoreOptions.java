package org.longstride.kernels.attention;

import org.longstride.kernels.vector.LaneKernels;

/**
 * What happens to scores before the softmax.
 *
 * @param scale factor on query times key; 1/sqrt(d) in most models
 * @param softCap scores become {@code cap * tanh(score / cap)} (Gemma 2); 0: no cap
 * @param sinks one logit per head that takes part in the softmax and adds nothing to the output
 *     (gpt-oss), {@code [heads]}; null: none
 */
public record ScoreOptions(float scale, float softCap, float[] sinks) {

  /** Caps scores that have not been scaled yet, if there is a cap: the softmax scales after it. */
  void cap(LaneKernels kernels, float[] scores, int at, int count) {
    if (softCap > 0) {
      kernels.activations().softCap(scores, at, count, softCap / scale);
    }
  }

  /** The plain transformer's: 1/sqrt(d), no cap, no sinks. */
  public static ScoreOptions scaled(int d) {
    return new ScoreOptions((float) (1 / Math.sqrt(d)), 0, null);
  }
}
