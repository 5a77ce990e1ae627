package org.longstride.job.model.transformer;

import org.longstride.job.model.family.ModelConfig;
import org.longstride.job.model.family.ModelWeights;
import org.longstride.kernels.vector.LaneKernels;

/** One layer: attention on the normed stream, added to it; then an MLP likewise. */
final class DecoderLayer {

  private static final int LANES = LaneKernels.LANES;

  private final ModelConfig.Attention shape;
  private final LaneNorm attentionNorm;
  private final Projection query;
  private final Projection key;
  private final Projection value;
  private final Projection output;
  private final LaneNorm queryNorm;
  private final LaneNorm keyNorm;
  private final LaneNorm mlpNorm;
  private final LaneMlp mlp;

  DecoderLayer(LaneKernels kernels, ModelConfig config, ModelWeights.Layer weights) {
    this.shape = config.attention();
    this.attentionNorm = new LaneNorm(config.norm(), weights.attentionNorm());
    this.query = new Projection(kernels, weights.query());
    this.key = new Projection(kernels, weights.key());
    this.value = new Projection(kernels, weights.value());
    this.output = new Projection(kernels, weights.output());
    this.queryNorm = weights.queryNorm().map(n -> new LaneNorm(config.norm(), n)).orElse(null);
    this.keyNorm = weights.keyNorm().map(n -> new LaneNorm(config.norm(), n)).orElse(null);
    this.mlpNorm = new LaneNorm(config.norm(), weights.mlpNorm());
    this.mlp = new LaneMlp(kernels, config.mlp().activation(), weights);
  }

  /**
   * Takes a chunk through this layer: the workspace's stream is replaced.
   *
   * @param chunk its tokens
   * @param attention this layer's attention up to the chunk; gains its keys and values
   */
  void apply(Chunk chunk, LayerAttention attention, Workspace ws) {
    for (int t = 0; t < chunk.tiles(); t += Workspace.GROUP) {
      project(chunk, t, Math.min(Workspace.GROUP, chunk.tiles() - t), attention, ws);
    }
    attention.attend(chunk, ws);
    for (int t = 0; t < chunk.tiles(); t += Workspace.GROUP) {
      finish(t, Math.min(Workspace.GROUP, chunk.tiles() - t), ws);
    }
  }

  /** From the stream to queries, keys and values. */
  private void project(Chunk chunk, int from, int tiles, LayerAttention attention, Workspace ws) {
    normalise(attentionNorm, from, tiles, ws);
    query.apply(ws.normed, 0, ws.queries(), from, tiles);
    for (int t = from; t < from + tiles; t++) {
      position(ws.queries()[t], shape.heads(), queryNorm, t, ws);
    }
    key.apply(ws.normed, 0, ws.keyValues, 0, tiles);
    for (int t = from; t < from + tiles; t++) {
      float[] keys = ws.keyValues[t - from];
      position(keys, shape.kvHeads(), keyNorm, t, ws);
      attention.putKeys(chunk.first(t), chunk.count(t), keys);
    }
    value.apply(ws.normed, 0, ws.keyValues, 0, tiles);
    for (int t = from; t < from + tiles; t++) {
      attention.putValues(chunk.first(t), chunk.count(t), ws.keyValues[t - from]);
    }
  }

  private void position(float[] x, int heads, LaneNorm norm, int tile, Workspace ws) {
    if (norm != null) {
      for (int head = 0; head < heads; head++) {
        int at = head * shape.headDim() * LANES;
        norm.apply(x, at, x, at, ws.norm);
      }
    }
    if (ws.rotary().length > 0) {
      ws.rotary()[tile].turn(x, heads);
    }
  }

  /** From attention's outputs through the MLP, back to the stream. */
  private void finish(int from, int tiles, Workspace ws) {
    output.apply(ws.outputs(), from, ws.added, 0, tiles);
    addToStream(from, tiles, ws);
    normalise(mlpNorm, from, tiles, ws);
    mlp.apply(ws.normed, ws.added, tiles, ws.mlp);
    addToStream(from, tiles, ws);
  }

  private static void normalise(LaneNorm norm, int from, int tiles, Workspace ws) {
    for (int t = 0; t < tiles; t++) {
      norm.apply(ws.stream()[from + t], 0, ws.normed[t], 0, ws.norm);
    }
  }

  private static void addToStream(int from, int tiles, Workspace ws) {
    for (int t = 0; t < tiles; t++) {
      add(ws.stream()[from + t], ws.added[t]);
    }
  }

  private static void add(float[] sum, float[] x) {
    for (int i = 0; i < x.length; i++) {
      sum[i] += x[i];
    }
  }

  /** Multiply-adds of one token, attention itself left out. */
  double cost() {
    return query.cost() + key.cost() + value.cost() + output.cost() + mlp.cost();
  }
}
