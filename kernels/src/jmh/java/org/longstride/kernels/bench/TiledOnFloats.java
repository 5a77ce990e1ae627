package org.longstride.kernels.bench;

import org.longstride.kernels.attention.TiledFloats;

/** Our kernel on plain Java arrays, as the models call it. */
public final class TiledOnFloats implements Contestant {

  private final TiledFloats attention;
  private float[] outputs;

  /** Makes the inputs and the plan. */
  public TiledOnFloats(Work work) {
    float[][] keys = new float[work.heads()][];
    float[][] values = new float[work.heads()][];
    for (int head = 0; head < work.heads(); head++) {
      keys[head] = Inputs.KEYS.head(work, head);
      values[head] = Inputs.VALUES.head(work, head);
    }
    float[] queries = Inputs.QUERIES.all(work);
    attention = new TiledFloats(queries, keys, values, work.plan(), work.d(), work.threads());
  }

  @Override
  public String name() {
    return "Longstride";
  }

  @Override
  public void run() {
    outputs = null;
    outputs = attention.attend();
  }

  @Override
  public float[] outputs() {
    return outputs;
  }
}
