package org.longstride.kernels.bench.pytorch;

import org.bytedeco.pytorch.Tensor;
import org.longstride.kernels.bench.Work;

/**
 * Every l-th key by a reshape: tokens of the same remainder modulo l are a sequence of their own,
 * and all l of them are one batch. Views, so nothing is copied.
 */
final class ResidueClasses {

  private ResidueClasses() {}

  static TorchContestant.Way of(Work work, int stride) {
    long rows = work.n() / stride;
    return (q, k, v) ->
        Torch.attend(
                classes(work, q, rows, stride),
                classes(work, k, rows, stride),
                classes(work, v, rows, stride),
                work.causal())
            .transpose(1, 2)
            .reshape(work.heads(), work.n(), work.d());
  }

  private static Tensor classes(Work work, Tensor tensor, long rows, int stride) {
    return tensor.view(work.heads(), rows, stride, work.d()).transpose(1, 2);
  }
}
