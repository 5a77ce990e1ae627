package org.longstride.job.dl4j;

import java.util.Arrays;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.GravesBidirectionalLSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.RnnLossLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.longstride.job.model.LanguageModel;
import org.longstride.job.model.LikelihoodSink;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A Deeplearning4j graph that ends in a softmax over tokens. Recurrent graphs read a document piece
 * by piece and keep their state; graphs with {@link SparseSelfAttentionLayer} read one sequence of
 * their context; any other graph of sequences reads the document at once.
 *
 * <p>The softmax is computed here from the graph's logits, in double precision, so that no
 * probability vanishes. ND4J is set to one thread, since the order of its sums may depend on their
 * number; documents are scored in parallel, each by a graph of its own.
 */
public final class Dl4jLanguageModel implements LanguageModel {

  private static final int PIECE = 512;
  private static final int PROBE = 24;

  private final ConcurrentLinkedQueue<ComputationGraph> idle = new ConcurrentLinkedQueue<>();
  private final ComputationGraph pristine;
  private final TokenFormat format;
  private final int vocabulary;
  private final int context;
  private final boolean streams;

  /**
   * A model from a graph, which belongs to the model from now on.
   *
   * @throws IllegalArgumentException if the graph has other than one input and one output, does not
   *     end in a softmax, or looks at the tokens that it is to predict
   */
  public Dl4jLanguageModel(ComputationGraph graph) {
    if (graph.getNumInputArrays() != 1 || graph.getNumOutputArrays() != 1) {
      throw new IllegalArgumentException(
          String.format(
              "the graph has %d inputs and %d outputs, must have one of each",
              graph.getNumInputArrays(), graph.getNumOutputArrays()));
    }
    Nd4j.getEnvironment().setMaxThreads(1);
    Nd4j.factory().blas().setMaxThreads(1);
    this.format = TokenFormat.of(TokenFormat.firstLayer(graph));
    this.vocabulary = Math.toIntExact(TokenFormat.firstLayer(graph).getNIn());
    this.context = context(graph);
    this.streams =
        format != TokenFormat.ROWS
            && layers(graph).allMatch(Dl4jLanguageModel::streams)
            && graph.getConfiguration().getVertices().size() == graph.getLayers().length;
    uncoverLogits(graph.getOutputLayer(0).conf().getLayer());
    this.pristine = graph;
    requireCausality();
  }

  /** Takes the softmax away. */
  private static void uncoverLogits(Layer output) {
    if (output instanceof BaseLayer layer && layer.getActivationFn() instanceof ActivationSoftmax) {
      layer.setActivationFn(new ActivationIdentity());
    } else if (output instanceof ActivationLayer layer
        && layer.getActivationFn() instanceof ActivationSoftmax) {
      layer.setActivationFn(new ActivationIdentity());
    } else {
      throw new IllegalArgumentException(
          "the graph ends in " + output.getClass().getSimpleName() + ", must end in a softmax");
    }
  }

  private static Stream<Layer> layers(ComputationGraph graph) {
    return Arrays.stream(graph.getLayers()).map(layer -> layer.conf().getLayer());
  }

  /** Tokens that the attention layers see at once, or 0 where there are none. */
  private static int context(ComputationGraph graph) {
    int[] contexts =
        layers(graph)
            .filter(SparseSelfAttentionLayer.class::isInstance)
            .mapToInt(layer -> ((SparseSelfAttentionLayer) layer).getShape().context())
            .distinct()
            .toArray();
    if (contexts.length > 1) {
      throw new IllegalArgumentException(
          "the attention layers have contexts " + Arrays.toString(contexts) + ", must agree");
    }
    return contexts.length == 0 ? 0 : contexts[0];
  }

  /** Whether the layer needs nothing of earlier tokens but what a recurrent one keeps. */
  private static boolean streams(Layer layer) {
    return layer instanceof BaseRecurrentLayer && !(layer instanceof GravesBidirectionalLSTM)
        || layer instanceof EmbeddingSequenceLayer
        || layer instanceof DenseLayer
        || layer instanceof RnnOutputLayer
        || layer instanceof RnnLossLayer
        || layer instanceof ActivationLayer
        || layer instanceof DropoutLayer;
  }

  @Override
  public int vocabularySize() {
    return vocabulary;
  }

  /** The context and one, since the last token is only predicted; without a context no limit. */
  @Override
  public int maxTokens() {
    return context == 0 ? Integer.MAX_VALUE : context + 1;
  }

  @Override
  public double cost(int tokens) {
    return (double) pristine.numParams() * tokens;
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
    ComputationGraph graph = idle.poll();
    graph = graph == null ? copy() : graph;
    try {
      graph.rnnClearPreviousState();
      int inputs = tokens.length - 1;
      int piece = streams || format == TokenFormat.ROWS && context == 0 ? PIECE : inputs;
      for (int from = 0; from < inputs; from += piece) {
        int to = Math.min(inputs, from + piece);
        double[] logits = logits(graph, Arrays.copyOfRange(tokens, from, to));
        for (int i = from; i < to; i++) {
          sink.accept(i + 1, logProbability(logits, (i - from) * vocabulary, tokens[i + 1]));
        }
      }
    } finally {
      idle.add(graph);
    }
  }

  private ComputationGraph copy() {
    synchronized (pristine) {
      return pristine.clone();
    }
  }

  private void check(int[] tokens) {
    if (tokens.length > maxTokens()) {
      throw new IllegalArgumentException(
          "the document has " + tokens.length + " tokens, the model takes " + maxTokens());
    }
    for (int i = 0; i < tokens.length; i++) {
      if (tokens[i] < 0 || tokens[i] >= vocabulary) {
        throw new IllegalArgumentException(
            String.format(
                "token %d is %d, must be from 0 and below the vocabulary's size, %d",
                i, tokens[i], vocabulary));
      }
    }
  }

  /** Logits of the token after each, {@code [tokens, vocabulary]}. */
  private double[] logits(ComputationGraph graph, int[] tokens) {
    // Attention wants whole sequences; what stands behind the tokens is not seen by them.
    int[] padded = context == 0 ? tokens : Arrays.copyOf(tokens, context);
    INDArray input = format.input(padded, vocabulary);
    INDArray output = streams ? graph.rnnTimeStep(input)[0] : graph.outputSingle(input);
    return TokenFormat.rows(output, vocabulary, padded.length);
  }

  private double logProbability(double[] logits, int from, int token) {
    double maximum = Double.NEGATIVE_INFINITY;
    for (int i = from; i < from + vocabulary; i++) {
      maximum = Math.max(maximum, logits[i]);
    }
    double sum = 0;
    for (int i = from; i < from + vocabulary; i++) {
      sum += StrictMath.exp(logits[i] - maximum);
    }
    return logits[from + token] - maximum - StrictMath.log(sum);
  }

  /** Changes the later half of some tokens: what is said of the earlier half must stay. */
  private void requireCausality() {
    int count = context == 0 ? PROBE : Math.min(PROBE, context);
    int[] tokens = new int[count];
    for (int i = 0; i < count; i++) {
      tokens[i] = (int) (i * 2654435761L % vocabulary);
    }
    int[] changed = tokens.clone();
    for (int i = count / 2; i < count; i++) {
      changed[i] = (changed[i] + 1) % vocabulary;
    }
    ComputationGraph graph = copy();
    double[] before = logits(graph, tokens);
    graph.rnnClearPreviousState();
    double[] after = logits(graph, changed);
    graph.rnnClearPreviousState();
    idle.add(graph);
    for (int i = 0; i < count / 2 * vocabulary; i++) {
      if (Math.abs(before[i] - after[i]) > 1e-5 * (1 + Math.abs(before[i]))) {
        throw new IllegalArgumentException(
            "the graph is not causal: the token that it is to predict changes its prediction");
      }
    }
  }

  @Override
  public void close() {
    idle.clear();
  }
}
