package org.longstride.kernels.bench;

import org.longstride.kernels.attention.TiledFloats;
import org.longstride.kernels.attention.bf16.Precision;

/** Our kernel on plain Java arrays, as the models call it; the array of outputs is used again. */
public final class TiledOnFloats implements Contestant {

  private final Precision precision;
  private final TiledFloats attention;
  private final float[] outputs;

  /** Makes the inputs and the plan, for float32. */
  public TiledOnFloats(Work work) {
    this(work, Precision.FLOAT32);
  }

  /** Makes the inputs and the plan. */
  public TiledOnFloats(Work work, Precision precision) {
    this.precision = precision;
    float[][] keys = new float[work.heads()][];
    float[][] values = new float[work.heads()][];
    for (int head = 0; head < work.heads(); head++) {
      keys[head] = Inputs.KEYS.head(work, head);
      values[head] = Inputs.VALUES.head(work, head);
    }
    float[] queries = Inputs.QUERIES.all(work);
    outputs = new float[queries.length];
    attention =
        new TiledFloats(
            queries, keys, values, work.plan(), work.d(), work.threads(), precision);
  }

  @Override
  public String name() {
    return precision == Precision.FLOAT32 ? "Longstride" : "Longstride, " + precision;
  }

  /** Eight bits of precision in inputs and weights, and a query may see but a few keys. */
  @Override
  public double tolerance() {
    return precision == Precision.FLOAT32 ? Contestant.super.tolerance() : 0.05;
  }

  @Override
  public void run() {
    attention.attend(outputs);
  }

  @Override
  public boolean keepsOutputs() {
    return true;
  }

  @Override
  public float[] outputs() {
    return outputs;
  }
}
