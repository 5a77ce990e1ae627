package org.longstride.job.model.transformer;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.longstride.job.model.LanguageModel;
import org.longstride.job.model.LikelihoodSink;
import org.longstride.job.model.family.ModelConfig;
import org.longstride.job.model.family.ModelWeights;
import org.longstride.kernels.attention.bf16.Precision;
import org.longstride.kernels.vector.LaneKernels;

/**
 * A causal transformer with any causal attention. A document streams through in chunks; a token's
 * likelihood is one chain of operations over the tokens that it sees, so its bits do not depend on
 * the chunks, on other documents, or on threads.
 */
public final class TransformerModel implements LanguageModel {

  private final ModelConfig config;
  private final LaneKernels kernels;
  private final Precision precision;
  private final ChunkLength chunkLength;
  private final ModelAttention attention;
  private final Embedding embedding;
  private final List<DecoderLayer> layers;
  private final LaneNorm finalNorm;
  private final VocabularyHead head;
  private final Queue<Workspace> workspaces = new ConcurrentLinkedQueue<>();

  /**
   * A model on the kernels that this JVM runs fastest.
   *
   * @param attention how its layers attend
   * @param precision in which numbers attention multiplies; everything else is float32
   * @throws IllegalArgumentException if the attention is not computed in that precision
   * @throws UnsupportedOperationException if this machine cannot compute in it
   */
  public TransformerModel(
      ModelConfig config, ModelWeights weights, ModelAttention attention, Precision precision) {
    this(config, weights, attention, precision, LaneKernels.best(), new ChunkLength(config));
  }

  TransformerModel(
      ModelConfig config,
      ModelWeights weights,
      ModelAttention attention,
      Precision precision,
      LaneKernels kernels,
      ChunkLength chunkLength) {
    attention.require(precision);
    this.config = config;
    this.precision = precision;
    this.kernels = kernels;
    this.chunkLength = chunkLength;
    this.attention = attention;
    this.embedding =
        new Embedding(weights.tokens(), weights.positions().orElse(null), config.hidden());
    this.layers =
        weights.layers().stream().map(layer -> new DecoderLayer(kernels, config, layer)).toList();
    this.finalNorm = new LaneNorm(config.norm(), weights.finalNorm());
    this.head = new VocabularyHead(kernels, weights.head());
  }

  private TransformerModel(TransformerModel other, ModelAttention attention) {
    this.config = other.config;
    this.kernels = other.kernels;
    this.precision = other.precision;
    this.chunkLength = other.chunkLength;
    this.attention = attention;
    this.embedding = other.embedding;
    this.layers = other.layers;
    this.finalNorm = other.finalNorm;
    this.head = other.head;
  }

  /**
   * This model, of the same numbers, with somebody who sees what its layers attend with: document
   * by document, chunk by chunk, layer by layer, on the thread that scores.
   */
  public TransformerModel watchedBy(LayerObserver observer) {
    return new TransformerModel(this, new ObservedAttention(attention, observer));
  }

  @Override
  public int vocabularySize() {
    return config.vocabularySize();
  }

  @Override
  public int maxTokens() {
    return config.positions().maxTokens();
  }

  @Override
  public double cost(int tokens) {
    if (tokens < 1) {
      return 0;
    }
    double[] attentionCost = attention.cost(tokens);
    double cost = (double) config.vocabularySize() * config.hidden() * tokens;
    for (int layer = 0; layer < config.layers(); layer++) {
      cost += layers.get(layer).cost() * tokens;
      cost += attentionCost[layer];
    }
    return cost;
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if there are more tokens than {@link #maxTokens()}, or one is
   *     not in the vocabulary
   */
  @Override
  public void score(int[] tokens, LikelihoodSink sink) {
    check(tokens);
    if (tokens.length < 2) {
      return;
    }
    Workspace workspace = workspaces.poll();
    workspace = workspace == null ? new Workspace(config, precision, kernels) : workspace;
    try {
      new Passage(tokens, workspace).run(sink);
    } finally {
      workspaces.add(workspace);
    }
  }

  private void check(int[] tokens) {
    if (tokens.length > maxTokens()) {
      throw new IllegalArgumentException(
          "the document has " + tokens.length + " tokens, the model takes " + maxTokens());
    }
    for (int i = 0; i < tokens.length; i++) {
      if (tokens[i] < 0 || tokens[i] >= vocabularySize()) {
        throw new IllegalArgumentException(
            "token "
                + i
                + " is "
                + tokens[i]
                + ", must be from 0 and below the vocabulary's size, "
                + vocabularySize());
      }
    }
  }

  /** One document on its way through the model. */
  private final class Passage {
    private final int[] tokens;
    private final Workspace workspace;
    private final DocumentAttention document;
    private final int chunkTokens;

    Passage(int[] tokens, Workspace workspace) {
      this.tokens = tokens;
      this.workspace = workspace;
      this.document = attention.open(tokens.length, workspace);
      this.chunkTokens = chunkLength.of(document.preferredChunk(), tokens.length);
    }

    void run(LikelihoodSink sink) {
      workspace.reserve(new Chunk(0, Math.min(chunkTokens, tokens.length)).tiles());
      for (int from = 0; from < tokens.length; from += chunkTokens) {
        Chunk chunk = new Chunk(from, Math.min(tokens.length, from + chunkTokens));
        enter(chunk);
        for (int layer = 0; layer < layers.size(); layer++) {
          layers.get(layer).apply(chunk, document.layer(layer), workspace);
        }
        leave(chunk, sink);
      }
    }

    private void enter(Chunk chunk) {
      document.advance(chunk);
      for (int t = 0; t < chunk.tiles(); t++) {
        embedding.fill(tokens, chunk.first(t), chunk.count(t), workspace.stream()[t]);
        if (workspace.rotary().length > 0) {
          workspace.rotary()[t].moveTo(chunk.first(t));
        }
      }
    }

    private void leave(Chunk chunk, LikelihoodSink sink) {
      for (int t = 0; t < chunk.tiles(); t += Workspace.GROUP) {
        int tiles = Math.min(Workspace.GROUP, chunk.tiles() - t);
        for (int i = 0; i < tiles; i++) {
          finalNorm.apply(workspace.stream()[t + i], 0, workspace.normed[i], 0, workspace.norm);
        }
        head.score(workspace.normed, chunk.first(t), tiles, tokens, workspace.crossEntropy, sink);
      }
    }
  }
}
