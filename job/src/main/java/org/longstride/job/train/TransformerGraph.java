package org.longstride.job.train;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.distribution.NormalDistribution;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.longstride.job.dl4j.AttentionShape;
import org.longstride.job.dl4j.GatedMlpLayer;
import org.longstride.job.dl4j.NextTokenLoss;
import org.longstride.job.dl4j.RmsNormLayer;
import org.longstride.job.dl4j.SparseSelfAttentionLayer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.schedule.ISchedule;

/**
 * The transformer as a Deeplearning4j graph of rows: token ids {@code [sequences * context, 1]} in,
 * probabilities {@code [sequences * context, 257]} of the next token out. No permutation happens
 * anywhere, so that every product of matrices is a plain one.
 */
public final class TransformerGraph {

  private static final double EMBEDDING_DEVIATION = 0.1;
  private static final double OUTPUT_DEVIATION = 0.02;

  private TransformerGraph() {}

  /** The graph, with random weights that the seed decides. */
  public static ComputationGraph create(TransformerShape shape, ISchedule learningRate, long seed) {
    ComputationGraph graph = new ComputationGraph(configuration(shape, learningRate, seed));
    graph.init();
    return graph;
  }

  private static ComputationGraphConfiguration configuration(
      TransformerShape shape, ISchedule learningRate, long seed) {
    double residualScale = 1 / Math.sqrt(2.0 * shape.layers());
    ComputationGraphConfiguration.GraphBuilder builder =
        new NeuralNetConfiguration.Builder()
            .seed(seed)
            .updater(
                Adam.builder()
                    .learningRateSchedule(learningRate)
                    .beta1(0.9)
                    .beta2(0.98)
                    .epsilon(1e-8)
                    .build())
            .gradientNormalization(GradientNormalization.ClipL2PerLayer)
            .gradientNormalizationThreshold(1)
            .weightInit(new NormalDistribution(0, 1 / Math.sqrt(shape.size())))
            .graphBuilder()
            .addInputs("tokens")
            .addLayer(
                "embedding",
                new EmbeddingLayer.Builder()
                    .nIn(TransformerShape.VOCABULARY)
                    .nOut(shape.size())
                    .hasBias(false)
                    .activation(Activation.IDENTITY)
                    .weightInit(new NormalDistribution(0, EMBEDDING_DEVIATION))
                    .build(),
                "tokens");
    String stream = "embedding";
    for (int layer = 0; layer < shape.layers(); layer++) {
      String name = "layer" + layer;
      AttentionShape attention =
          new AttentionShape(
              shape.heads(),
              shape.kvHeads(),
              shape.headSize(),
              shape.context(),
              shape.pattern(),
              layer,
              TransformerShape.ROPE_THETA);
      builder
          .addLayer(name + "-attention-norm", norm(shape), stream)
          .addLayer(
              name + "-attention",
              new SparseSelfAttentionLayer(shape.size(), attention, residualScale),
              name + "-attention-norm")
          .addVertex(name + "-attended", add(), stream, name + "-attention")
          .addLayer(name + "-mlp-norm", norm(shape), name + "-attended")
          .addLayer(
              name + "-mlp",
              new GatedMlpLayer(shape.size(), shape.hidden(), residualScale),
              name + "-mlp-norm")
          .addVertex(name, add(), name + "-attended", name + "-mlp");
      stream = name;
    }
    return builder
        .addLayer("norm", norm(shape), stream)
        .addLayer(
            "output",
            new OutputLayer.Builder(new NextTokenLoss())
                .nIn(shape.size())
                .nOut(TransformerShape.VOCABULARY)
                .hasBias(false)
                .activation(Activation.SOFTMAX)
                .weightInit(new NormalDistribution(0, OUTPUT_DEVIATION))
                .build(),
            "norm")
        .setOutputs("output")
        .build();
  }

  private static RmsNormLayer norm(TransformerShape shape) {
    return new RmsNormLayer(shape.size(), TransformerShape.NORM_EPSILON);
  }

  private static ElementWiseVertex add() {
    return new ElementWiseVertex(ElementWiseVertex.Op.Add);
  }
}
