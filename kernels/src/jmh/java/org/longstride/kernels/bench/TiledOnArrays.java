package org.longstride.kernels.bench;

import org.longstride.kernels.attention.ScoreOptions;
import org.longstride.kernels.attention.TiledAttentionKernel;
import org.longstride.kernels.plan.AttentionPlan;
import org.longstride.kernels.vector.LaneKernels;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Our kernel on ND4J arrays; the array of outputs is used again, as a layer would. */
final class TiledOnArrays implements Contestant {

  private final Work work;
  private final INDArray q;
  private final INDArray k;
  private final INDArray v;
  private final AttentionPlan plan;
  private final TiledAttentionKernel kernel;
  private final INDArray outputs;

  TiledOnArrays(Work work) {
    this.work = work;
    q = array(Inputs.QUERIES);
    k = array(Inputs.KEYS);
    v = array(Inputs.VALUES);
    outputs = Nd4j.create(new long[] {work.heads(), work.n(), work.d()}, 'c');
    plan = work.plan();
    kernel = new TiledAttentionKernel(LaneKernels.best(), work.threads());
  }

  private INDArray array(Inputs inputs) {
    return Nd4j.create(inputs.all(work), new long[] {work.heads(), work.n(), work.d()}, 'c');
  }

  @Override
  public String name() {
    return "Longstride, ND4J arrays";
  }

  @Override
  public void run() {
    kernel.attend(q, k, v, plan, ScoreOptions.scaled(work.d()), outputs);
  }

  @Override
  public boolean keepsOutputs() {
    return true;
  }

  @Override
  public float[] outputs() {
    return outputs.dup('c').data().asFloat();
  }

  @Override
  public long nativeInputBytes() {
    return 4 * work.arrayBytes();
  }

  /** What is a view is freed by the garbage collector instead. */
  private static void free(INDArray array) {
    if (array.closeable()) {
      array.close();
    }
  }

  @Override
  public void close() {
    free(outputs);
    free(q);
    free(k);
    free(v);
  }
}
