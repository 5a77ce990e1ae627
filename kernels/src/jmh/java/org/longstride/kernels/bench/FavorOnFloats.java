package org.longstride.kernels.bench;

import org.longstride.kernels.attention.HeadArrays;
import org.longstride.kernels.attention.linear.KeyMaximum;
import org.longstride.kernels.attention.linear.LinearAttention;
import org.longstride.kernels.vector.LaneKernels;

/** Our linear attention on plain Java arrays; every run makes its array of outputs. */
final class FavorOnFloats implements Contestant {

  private final LinearAttention attention;
  private final HeadArrays arrays;
  private float[] outputs = new float[0];

  /** Makes the inputs and the features. */
  FavorOnFloats(Work work, Favor favor) {
    attention = new LinearAttention(LaneKernels.best(), favor.map(work), work.threads());
    arrays = Favor.arrays(work);
  }

  @Override
  public String name() {
    return "Longstride";
  }

  @Override
  public void run() {
    outputs = attention.causal(arrays, KeyMaximum.RUNNING);
  }

  @Override
  public float[] outputs() {
    return outputs;
  }
}
