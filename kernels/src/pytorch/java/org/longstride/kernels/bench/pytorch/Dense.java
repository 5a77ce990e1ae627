package org.longstride.kernels.bench.pytorch;

import java.util.Arrays;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.longstride.kernels.bench.Work;
import org.longstride.kernels.pattern.QueryOrder;
import org.longstride.kernels.pattern.QueryTile;
import org.longstride.kernels.plan.AttentionPlan;
import org.longstride.kernels.plan.Pass;
import org.longstride.kernels.plan.TileKeys;

/** All keys at once, by PyTorch's own fused kernel: without a mask, or with one of n x n. */
final class Dense {

  private Dense() {}

  /** Full attention, causal or not: nothing is computed in vain. */
  static TorchContestant.Way full(Work work) {
    return (q, k, v) ->
        Torch.attend(q.unsqueeze(0), k.unsqueeze(0), v.unsqueeze(0), work.causal()).squeeze(0);
  }

  /** Any pattern whose heads see the same keys. */
  static TorchContestant.Way masked(Work work) {
    Tensor mask = mask(work);
    return (q, k, v) ->
        Torch.attend(q.unsqueeze(0), k.unsqueeze(0), v.unsqueeze(0), mask).squeeze(0);
  }

  /** Additive, {@code [n, n]}: 0 where a query sees a key, minus infinity elsewhere. */
  private static Tensor mask(Work work) {
    AttentionPlan plan = work.plan();
    int n = work.n();
    Tensor mask = torch.empty(n, n);
    FloatPointer data = mask.data_ptr_float();
    float[] row = new float[n];
    Arrays.fill(row, Float.NEGATIVE_INFINITY);
    for (int query = 0; query < n; query++) {
      data.position((long) query * n).put(row);
    }
    TileKeys keys = new TileKeys();
    for (Pass pass : plan.groups().get(0).passes()) {
      QueryOrder order = pass.order();
      for (int t = 0; t < order.tiles(0, n); t++) {
        QueryTile tile = order.tile(0, n, t);
        if (tile.count() > 0) {
          keys.list(pass, plan.sequence(), tile);
          show(keys, tile, data, n);
        }
      }
    }
    return mask;
  }

  private static void show(TileKeys keys, QueryTile tile, FloatPointer data, int n) {
    data.position(0);
    int[] listed = keys.keys().toArray();
    long[] visible = keys.lanes().toArray();
    for (int i = 0; i < listed.length; i++) {
      for (long lanes = visible[i] & tile.lanes(); lanes != 0; lanes &= lanes - 1) {
        long query = tile.query(Long.numberOfTrailingZeros(lanes));
        data.put(query * n + listed[i], 0f);
      }
    }
  }
}
