package org.longstride.kernels.bench.pytorch;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.longstride.kernels.bench.Work;

/**
 * A causal window of w by hand: the queries are cut into chunks of b, and each chunk meets the w
 * keys before it and its own, as overlapping views that copy nothing, under one mask. The first w
 * queries see all before them, so they are a dense causal attention of their own.
 */
final class ChunkedWindow {

  private ChunkedWindow() {}

  /** Whether chunks fit. */
  static boolean fits(Work work, int window, int chunk) {
    return work.causal()
        && window % chunk == 0
        && work.n() % chunk == 0
        && work.n() >= window + chunk;
  }

  static TorchContestant.Way of(Work work, int window, int chunk) {
    long n = work.n();
    long d = work.d();
    long heads = work.heads();
    long chunks = (n - window) / chunk;
    long reach = window + chunk;
    Tensor mask = mask(window, chunk);
    long[] keyShape = {heads, chunks, reach, d};
    long[] keyStrides = {n * d, chunk * d, d, 1};
    return (q, k, v) -> {
      Tensor first =
          Torch.attend(
              Torch.part(q, 1, 0, window).unsqueeze(0),
              Torch.part(k, 1, 0, window).unsqueeze(0),
              Torch.part(v, 1, 0, window).unsqueeze(0),
              true);
      Tensor rest =
          Torch.attend(
              Torch.part(q, 1, window, n).view(heads, chunks, chunk, d),
              k.as_strided(keyShape, keyStrides),
              v.as_strided(keyShape, keyStrides),
              mask);
      return Torch.join(1, first.squeeze(0), rest.reshape(heads, n - window, d));
    };
  }

  /** Query i of a chunk sees the w keys that end at its own, which is key w + i of its view. */
  private static Tensor mask(int window, int chunk) {
    float[] mask = new float[chunk * (window + chunk)];
    for (int i = 0; i < mask.length; i++) {
      int query = i / (window + chunk);
      int back = window + query - i % (window + chunk);
      mask[i] = back >= 0 && back < window ? 0 : Float.NEGATIVE_INFINITY;
    }
    Tensor tensor = torch.empty(1, 1, chunk, window + chunk);
    tensor.data_ptr_float().put(mask);
    return tensor;
  }
}
