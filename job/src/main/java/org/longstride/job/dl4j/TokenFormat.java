package org.longstride.job.dl4j;

import java.util.Arrays;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** How tokens are handed to a graph: decided by the layer that reads the graph's input. */
enum TokenFormat {
  /** Ids {@code [n, 1]}, for an {@link EmbeddingLayer}: a token is a row. */
  ROWS {
    @Override
    INDArray input(int[] tokens, int vocabulary) {
      return Nd4j.createFromArray(tokens).reshape(tokens.length, 1);
    }
  },
  /** Ids {@code [1, 1, n]}, for an {@link EmbeddingSequenceLayer}. */
  SEQUENCE {
    @Override
    INDArray input(int[] tokens, int vocabulary) {
      return Nd4j.createFromArray(tokens).reshape(1, 1, tokens.length);
    }
  },
  /** Ones and zeros {@code [1, vocabulary, n]}, for any other layer. */
  ONE_HOT {
    @Override
    INDArray input(int[] tokens, int vocabulary) {
      INDArray input = Nd4j.zeros(DataType.FLOAT, 1, vocabulary, tokens.length);
      for (int i = 0; i < tokens.length; i++) {
        input.putScalar(0, tokens[i], i, 1);
      }
      return input;
    }
  };

  /** The array to hand over. */
  abstract INDArray input(int[] tokens, int vocabulary);

  /** The format of the layer that reads the input. */
  static TokenFormat of(Layer first) {
    if (first instanceof EmbeddingSequenceLayer) {
      return SEQUENCE;
    }
    return first instanceof EmbeddingLayer ? ROWS : ONE_HOT;
  }

  /**
   * The layer that reads the graph's only input.
   *
   * @throws IllegalArgumentException if it is no layer with a number of features, or not alone
   */
  static FeedForwardLayer firstLayer(ComputationGraph graph) {
    var configuration = graph.getConfiguration();
    String input = configuration.getNetworkInputs().get(0);
    var readers =
        configuration.getVertexInputs().entrySet().stream()
            .filter(vertex -> vertex.getValue().contains(input))
            .map(vertex -> configuration.getVertices().get(vertex.getKey()))
            .toList();
    if (readers.size() == 1
        && readers.get(0) instanceof LayerVertex vertex
        && inner(vertex.getLayerConf().getLayer()) instanceof FeedForwardLayer layer) {
      return layer;
    }
    throw new IllegalArgumentException(
        "the input '" + input + "' is not read by a single layer with nIn features");
  }

  /** The layer that a bidirectional one reads forwards with; any other layer itself. */
  private static Layer inner(Layer layer) {
    return layer instanceof Bidirectional both ? both.getFwd() : layer;
  }

  /**
   * Logits as rows, {@code [n, vocabulary]}, of {@code [n, vocabulary]} or {@code [1, vocabulary,
   * n]}.
   */
  static double[] rows(INDArray logits, int vocabulary, int tokens) {
    INDArray rows =
        logits.rank() == 3 && logits.size(0) == 1
            ? logits.reshape(logits.ordering(), logits.size(1), logits.size(2)).transpose()
            : logits;
    if (!Arrays.equals(rows.shape(), new long[] {tokens, vocabulary})) {
      throw new IllegalArgumentException(
          String.format(
              "for %d of %d tokens the output is %s, must be [%d, %d] or [1, %d, %d]",
              tokens,
              vocabulary,
              Arrays.toString(logits.shape()),
              tokens,
              vocabulary,
              vocabulary,
              tokens));
    }
    return rows.dup('c').data().asDouble();
  }
}
