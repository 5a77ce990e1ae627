package org.longstride.kernels.bench.pytorch;

import java.util.function.Function;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.longstride.kernels.bench.Contestant;
import org.longstride.kernels.bench.Inputs;
import org.longstride.kernels.bench.Work;

/** A way of computing a work in PyTorch. */
final class TorchContestant implements Contestant {

  /** Attention on tensors {@code [heads, n, d]}; the result has that shape too. */
  @FunctionalInterface
  interface Way {
    Tensor attend(Tensor q, Tensor k, Tensor v);
  }

  private final String name;
  private final Work work;
  private final Way way;
  private final Tensor q;
  private final Tensor k;
  private final Tensor v;
  private Tensor outputs;

  TorchContestant(String name, Work work, Function<Work, Way> ways) {
    this.name = name;
    this.work = work;
    torch.set_num_threads(work.threads());
    q = Torch.input(Inputs.QUERIES, work);
    k = Torch.input(Inputs.KEYS, work);
    v = Torch.input(Inputs.VALUES, work);
    way = ways.apply(work);
  }

  @Override
  public String name() {
    return "PyTorch, " + name;
  }

  @Override
  public void run() {
    closeOutputs();
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      outputs = way.attend(q, k, v);
      // Outlives the scope, which frees what was made on the way.
      outputs.retainReference();
    }
  }

  @Override
  public float[] outputs() {
    return Torch.numbers(outputs);
  }

  @Override
  public long nativeInputBytes() {
    return 3 * work.arrayBytes();
  }

  private void closeOutputs() {
    if (outputs != null) {
      outputs.close();
      outputs = null;
    }
  }

  @Override
  public void close() {
    closeOutputs();
    q.close();
    k.close();
    v.close();
  }
}
