package org.longstride.kernels.bench;

import org.longstride.kernels.attention.ScoreOptions;
import org.longstride.kernels.attention.TiledAttentionKernel;
import org.longstride.kernels.plan.AttentionPlan;
import org.longstride.kernels.vector.LaneKernels;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Our kernel on ND4J arrays, with the copies that this costs. */
final class TiledOnArrays implements Contestant {

  private final Work work;
  private final INDArray q;
  private final INDArray k;
  private final INDArray v;
  private final AttentionPlan plan;
  private final TiledAttentionKernel kernel;
  private INDArray outputs;

  TiledOnArrays(Work work) {
    this.work = work;
    q = array(Inputs.QUERIES);
    k = array(Inputs.KEYS);
    v = array(Inputs.VALUES);
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
    closeOutputs();
    outputs = kernel.attend(q, k, v, plan, ScoreOptions.scaled(work.d()));
  }

  @Override
  public float[] outputs() {
    return outputs.dup('c').data().asFloat();
  }

  @Override
  public long nativeInputBytes() {
    return 3 * work.arrayBytes();
  }

  private void closeOutputs() {
    if (outputs != null) {
      free(outputs);
      outputs = null;
    }
  }

  /** What is a view is freed by the garbage collector instead. */
  private static void free(INDArray array) {
    if (array.closeable()) {
      array.close();
    }
  }

  @Override
  public void close() {
    closeOutputs();
    free(q);
    free(k);
    free(v);
  }
}
