package org.longstride.job.dl4j;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Path;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The layers are configurations like any other of Deeplearning4j's: JSON and zip keep them whole.
 */
class LayerConfigurationTest {

  private static final AttentionShape SHAPE =
      new AttentionShape(4, 2, 16, 12, "window(3) | stride(4)", 1, 5000);

  private static ComputationGraphConfiguration configuration() {
    return new NeuralNetConfiguration.Builder()
        .seed(3)
        .graphBuilder()
        .addInputs("rows")
        .addLayer("norm", new RmsNormLayer(32, 1e-3), "rows")
        .addLayer("attention", new SparseSelfAttentionLayer(32, SHAPE, 0.5), "norm")
        .addLayer("mlp", new GatedMlpLayer(32, 48, 0.25), "attention")
        .addLayer(
            "output",
            new OutputLayer.Builder(new NextTokenLoss())
                .nIn(32)
                .nOut(7)
                .hasBias(false)
                .activation(Activation.SOFTMAX)
                .build(),
            "mlp")
        .setOutputs("output")
        .build();
  }

  @Test
  void jsonKeepsEveryField() {
    ComputationGraphConfiguration before = configuration();
    ComputationGraphConfiguration after = ComputationGraphConfiguration.fromJson(before.toJson());
    assertEquals(before, after);
    var attention = (SparseSelfAttentionLayer) layer(after, "attention");
    assertEquals(SHAPE, attention.getShape());
    assertEquals(0.5, attention.getOutputScale());
    assertEquals(32, attention.getNIn());
    var mlp = (GatedMlpLayer) layer(after, "mlp");
    assertEquals(48, mlp.getHidden());
    assertEquals(0.25, mlp.getOutputScale());
    assertEquals(1e-3, ((RmsNormLayer) layer(after, "norm")).getEpsilon());
    assertEquals(new NextTokenLoss(), ((OutputLayer) layer(after, "output")).getLossFn());
  }

  private static org.deeplearning4j.nn.conf.layers.Layer layer(
      ComputationGraphConfiguration configuration, String name) {
    return ((org.deeplearning4j.nn.conf.graph.LayerVertex) configuration.getVertices().get(name))
        .getLayerConf()
        .getLayer();
  }

  @Test
  void aSerializedGraphGivesTheSameBits(@TempDir Path folder) throws IOException {
    ComputationGraph graph = new ComputationGraph(configuration());
    graph.init();
    Path file = folder.resolve("graph.zip");
    ModelSerializer.writeModel(graph, file.toFile(), true);
    ComputationGraph restored = ModelSerializer.restoreComputationGraph(file.toFile(), true);
    INDArray rows = Nd4j.rand(new int[] {24, 32}, 9);
    assertArrayEquals(
        graph.outputSingle(rows).dup('c').data().asFloat(),
        restored.outputSingle(rows).dup('c').data().asFloat());
    assertEquals(graph.numParams(), restored.numParams());
  }

  @Test
  void rowsThatAreNoWholeSequencesAreRefused() {
    ComputationGraph graph = new ComputationGraph(configuration());
    graph.init();
    INDArray rows = Nd4j.rand(new int[] {25, 32}, 9);
    assertThrows(IllegalArgumentException.class, () -> graph.outputSingle(rows));
  }
}
