package org.longstride.job.model.transformer;

import java.util.ArrayList;
import java.util.List;
import org.longstride.job.model.attention.AttentionKind;
import org.longstride.job.model.attention.StreamCost;
import org.longstride.job.model.family.ModelConfig;
import org.longstride.kernels.attention.ScoreOptions;
import org.longstride.kernels.attention.bf16.Precision;
import org.longstride.kernels.attention.routing.Centroids;
import org.longstride.kernels.attention.routing.RoutingStream;

/**
 * Routing by assignment: softmax attention inside the clusters of each head. All keys and values
 * are kept, for any of them may be a later query's neighbour.
 */
public final class RoutingAttention extends ModelAttention {

  private final AttentionKind.Routing kind;
  private final List<Centroids> centroids;
  private final ModelConfig config;

  /**
   * Attention of a model.
   *
   * @param centroids those of each layer, of the model's key-value heads and features of a head
   */
  public RoutingAttention(
      AttentionKind.Routing kind, List<Centroids> centroids, ModelConfig config) {
    this.kind = kind;
    this.centroids = List.copyOf(centroids);
    this.config = config;
  }

  @Override
  public void require(Precision precision) {
    requireFloat32(kind, precision);
  }

  @Override
  double[] cost(int tokens) {
    ModelConfig.Attention shape = config.attention();
    StreamCost cost = new StreamCost(shape.heads(), shape.kvHeads(), shape.headDim());
    return centroids.stream()
        .mapToDouble(layer -> cost.routing(layer.clusters(), tokens))
        .toArray();
  }

  @Override
  DocumentAttention open(int tokens, Workspace workspace) {
    ModelConfig.Attention shape = config.attention();
    if ((long) tokens * shape.headDim() > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "the document has "
              + tokens
              + " tokens, which routing keeps all, too many for heads of "
              + shape.headDim()
              + " features; choose a pattern that reaches less far");
    }
    List<StreamDocument.Stream> streams = new ArrayList<>();
    for (int layer = 0; layer < centroids.size(); layer++) {
      RoutingStream stream =
          new RoutingStream(
              workspace.kernels,
              centroids.get(layer),
              shape.heads(),
              shape.headDim(),
              new ScoreOptions(shape.scoreScale(layer), 0f, null));
      streams.add(stream::attend);
    }
    return new StreamDocument(streams, workspace.rows);
  }
}
