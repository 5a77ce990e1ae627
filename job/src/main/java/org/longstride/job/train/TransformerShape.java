package org.longstride.job.train;

import org.deeplearning4j.nn.graph.ComputationGraph;
import org.longstride.job.dl4j.AttentionShape;
import org.longstride.job.dl4j.GatedMlpLayer;
import org.longstride.job.dl4j.SparseSelfAttentionLayer;
import org.longstride.job.model.attention.AttentionKind;
import org.longstride.job.text.ByteTokenizer;

/**
 * The size of a byte-level transformer of the Llama family.
 *
 * @param layers layers
 * @param size features of the residual stream, a multiple of 16
 * @param hidden features of the gated feed-forward layers, a multiple of 16
 * @param heads query heads; size / heads elements each, a multiple of 16
 * @param kvHeads key-value heads, a divisor of {@code heads}
 * @param context tokens of a training sequence
 * @param pattern the text form of what attends to what
 */
public record TransformerShape(
    int layers, int size, int hidden, int heads, int kvHeads, int context, String pattern) {

  /** Bytes, and behind them the beginning of a sequence. */
  static final int VOCABULARY = ByteTokenizer.VOCABULARY_SIZE;

  /** Base of the rotary frequencies. */
  static final double ROPE_THETA = 10000;

  /** What the normalisations add to the mean square. */
  static final double NORM_EPSILON = 1e-5;

  /**
   * Checks the numbers, and that the pattern is one.
   *
   * @throws IllegalArgumentException if something does not fit
   */
  public TransformerShape {
    positive("layers", layers);
    positive("heads", heads);
    positive("context", context);
    multipleOf16("hidden", hidden);
    if (size < 1 || size % (16 * heads) != 0) {
      throw new IllegalArgumentException(
          "size is " + size + ", must be a multiple of 16 for each of the heads, " + heads);
    }
    if (kvHeads < 1 || heads % kvHeads != 0) {
      throw new IllegalArgumentException(
          "kvHeads is " + kvHeads + ", must be a divisor of heads, " + heads);
    }
    if (!(AttentionKind.parse(pattern) instanceof AttentionKind.Pattern)) {
      throw new IllegalArgumentException(
          "attention is "
              + pattern
              + ", which has no gradient here; train with a pattern, as window(512)");
    }
  }

  private static void positive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " is " + value + ", must be at least 1");
    }
  }

  private static void multipleOf16(String name, int value) {
    if (value < 1 || value % 16 != 0) {
      throw new IllegalArgumentException(name + " is " + value + ", must be a multiple of 16");
    }
  }

  /**
   * The shape of a graph of {@link TransformerGraph}.
   *
   * @throws IllegalArgumentException if it is another graph
   */
  static TransformerShape of(ComputationGraph graph) {
    if (!(layer(graph, "layer0-attention") instanceof SparseSelfAttentionLayer first)
        || !(layer(graph, "layer0-mlp") instanceof GatedMlpLayer mlp)) {
      throw new IllegalArgumentException("the graph is not one that longstride train has made");
    }
    int layers = 1;
    while (graph.getVertex("layer" + layers + "-attention") != null) {
      layers++;
    }
    AttentionShape shape = first.getShape();
    int size = (int) first.getNIn();
    return new TransformerShape(
        layers,
        size,
        mlp.getHidden(),
        shape.heads(),
        shape.kvHeads(),
        shape.context(),
        shape.pattern());
  }

  private static org.deeplearning4j.nn.conf.layers.Layer layer(
      ComputationGraph graph, String name) {
    return graph.getVertex(name) == null ? null : graph.getLayer(name).conf().getLayer();
  }

  /** Elements of a head. */
  int headSize() {
    return size / heads;
  }
}
