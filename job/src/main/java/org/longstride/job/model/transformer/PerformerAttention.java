package org.longstride.job.model.transformer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.longstride.job.model.attention.AttentionKind;
import org.longstride.job.model.attention.StreamCost;
import org.longstride.job.model.family.ModelConfig;
import org.longstride.kernels.attention.bf16.Precision;
import org.longstride.kernels.attention.linear.FeatureMap;
import org.longstride.kernels.attention.linear.LinearAttentionStream;
import org.longstride.kernels.attention.linear.OrthogonalFeatures;
import org.longstride.kernels.pattern.Draw;

/**
 * Performer's causal linear attention: what a layer keeps of the past does not grow with it. The
 * features estimate the softmax of the layer's own score scale. Each key-value head of each layer
 * has random features of its own, which the same seed gives on every machine.
 */
public final class PerformerAttention extends ModelAttention {

  private final AttentionKind.Performer kind;
  private final ModelConfig config;
  private final List<List<FeatureMap>> maps = new ArrayList<>();

  /** Attention of a model; draws its features. */
  public PerformerAttention(AttentionKind.Performer kind, ModelConfig config) {
    this.kind = kind;
    this.config = config;
    for (int layer = 0; layer < config.layers(); layer++) {
      List<FeatureMap> heads = new ArrayList<>();
      for (int head = 0; head < config.attention().kvHeads(); head++) {
        heads.add(map(layer, head));
      }
      maps.add(heads);
    }
  }

  private FeatureMap map(int layer, int kvHead) {
    ModelConfig.Attention shape = config.attention();
    long own = Draw.mix(Draw.mix(Draw.mix(kind.seed()) + layer) + kvHead);
    boolean softmax = kind.kernel() == FeatureMap.Kind.SOFTMAX;
    return new FeatureMap(
        kind.kernel(),
        shape.headDim(),
        OrthogonalFeatures.draw(kind.features(), shape.headDim(), own),
        shape.scoreScale(layer),
        softmax ? FeatureMap.SOFTMAX_EPSILON : FeatureMap.RELU_EPSILON);
  }

  @Override
  public void require(Precision precision) {
    requireFloat32(kind, precision);
  }

  @Override
  double[] cost(int tokens) {
    ModelConfig.Attention shape = config.attention();
    StreamCost cost = new StreamCost(shape.heads(), shape.kvHeads(), shape.headDim());
    double[] layers = new double[config.layers()];
    Arrays.fill(layers, cost.performer(kind.features(), tokens));
    return layers;
  }

  @Override
  DocumentAttention open(int tokens, Workspace workspace) {
    ModelConfig.Attention shape = config.attention();
    List<StreamDocument.Stream> streams = new ArrayList<>();
    for (List<FeatureMap> heads : maps) {
      LinearAttentionStream stream =
          new LinearAttentionStream(workspace.kernels, heads, shape.heads(), shape.headDim());
      streams.add(stream::attend);
    }
    return new StreamDocument(streams, workspace.rows);
  }
}
