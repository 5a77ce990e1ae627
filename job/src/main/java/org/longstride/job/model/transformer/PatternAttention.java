package org.longstride.job.model.transformer;

import java.util.List;
import org.longstride.job.model.family.ModelConfig;
import org.longstride.kernels.attention.ScoreOptions;
import org.longstride.kernels.pattern.AttentionPattern;
import org.longstride.kernels.plan.AttentionPlan;

/**
 * Attention by a pattern: softmax over the keys that a query sees, which are kept while in reach.
 */
public final class PatternAttention extends ModelAttention {

  private final ModelConfig config;
  private final LayerPlans plans;

  /**
   * Attention of a model.
   *
   * @param pattern what attends to what
   */
  public PatternAttention(AttentionPattern pattern, ModelConfig config) {
    this.config = config;
    this.plans = new LayerPlans(pattern, config);
  }

  @Override
  double[] cost(int tokens) {
    double[] pairs = plans.of(tokens).stream().mapToDouble(AttentionCost::pairs).toArray();
    double[] cost = new double[config.layers()];
    for (int layer = 0; layer < cost.length; layer++) {
      cost[layer] = pairs[plans.indexOf(layer)] * 2 * config.attention().headDim();
    }
    return cost;
  }

  @Override
  DocumentAttention open(int tokens, Workspace workspace) {
    return new Document(plans.of(tokens), tokens);
  }

  /** The plans of a document, and where its keys and values lie. */
  private final class Document implements DocumentAttention {
    private final List<AttentionPlan> documentPlans;
    private final List<RowTable> tables;
    private final LayerAttention[] layers = new LayerAttention[config.layers()];

    Document(List<AttentionPlan> documentPlans, int tokens) {
      this.documentPlans = documentPlans;
      this.tables = documentPlans.stream().map(RowTable::new).toList();
      ModelConfig.Attention shape = config.attention();
      for (int layer = 0; layer < layers.length; layer++) {
        int index = plans.indexOf(layer);
        layers[layer] =
            new Layer(
                documentPlans.get(index),
                new KeyValueCache(tables.get(index), shape.kvHeads(), shape.headDim(), tokens),
                new ScoreOptions(shape.scoreScale(layer), 0f, null));
      }
    }

    @Override
    public int preferredChunk() {
      return documentPlans.stream().mapToInt(AttentionPlan::preferredChunk).max().orElse(1);
    }

    @Override
    public void advance(Chunk chunk) {
      for (RowTable table : tables) {
        table.advance(chunk.from(), chunk.to());
      }
    }

    @Override
    public LayerAttention layer(int layer) {
      return layers[layer];
    }
  }

  /** A layer's keys and values in reach. */
  private record Layer(AttentionPlan plan, KeyValueCache cache, ScoreOptions options)
      implements LayerAttention {

    @Override
    public void putKeys(int firstToken, int count, float[] tile) {
      cache.grow();
      cache.putKeys(firstToken, count, tile);
    }

    @Override
    public void putValues(int firstToken, int count, float[] tile) {
      cache.putValues(firstToken, count, tile);
    }

    @Override
    public void attend(Chunk chunk, Workspace ws) {
      int d = cache.headDim();
      ChunkQueries queries = new ChunkQueries(ws.queries(), ws.outputs(), d, chunk.from());
      ws.attention.attend(plan, chunk.from(), chunk.to(), d, d, options, queries, cache, queries);
    }
  }
}
