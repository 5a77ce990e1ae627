package org.longstride.job.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.longstride.job.model.LoadedModel;
import org.longstride.job.model.ModelLoader;
import org.longstride.job.model.safetensors.Checkpoint;
import org.longstride.job.model.safetensors.ElementType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The graph that is trained and the checkpoint that is shipped are one model. */
class CheckpointExportTest {

  private static final double TOLERANCE = 1e-4;

  private static final TransformerShape SHAPE =
      new TransformerShape(3, 64, 48, 4, 2, 150, "window(9) | stride(16) + window(20)");

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(names = {"F32", "F16", "BF16"})
  void givesTheSameLogProbabilitiesAsTheGraph(ElementType type) throws IOException {
    ComputationGraph graph = graph();
    CheckpointExport.write(graph, type, folder);
    takeRoundedWeights(graph);
    byte[] text = new byte[SHAPE.context()];
    new Random(3).nextBytes(text);
    double[] expected = logProbabilities(graph, text);
    int[] tokens = new int[text.length + 1];
    tokens[0] = 256;
    for (int i = 0; i < text.length; i++) {
      tokens[i + 1] = text[i] & 0xff;
    }
    double[] actual = new double[text.length];
    try (LoadedModel loaded = ModelLoader.load(folder, Optional.empty())) {
      loaded.model().score(tokens, (position, logP) -> actual[position - 1] = logP);
      assertArrayEquals(new int[] {256, 'a'}, loaded.requireTokenizer().encode("a"));
      assertEquals(SHAPE.pattern(), loaded.config().attention().pattern());
    }
    assertArrayEquals(expected, actual, TOLERANCE);
  }

  /** Positions and patterns are far apart in this model, or a wrong one would not be seen. */
  @Test
  void theModelOfTheTestMindsItsPattern() throws IOException {
    CheckpointExport.write(graph(), ElementType.F32, folder);
    double own = nats(Optional.empty());
    double other = nats(Optional.of("window(8) | stride(16) + window(20)"));
    assertTrue(Math.abs(own - other) > 0.1, own + " and " + other);
  }

  private double nats(Optional<String> attention) {
    try (LoadedModel loaded = ModelLoader.load(folder, attention)) {
      String text = "the quick brown fox jumps over the lazy dog. ".repeat(3);
      return BitsPerByte.of(loaded.model(), loaded.requireTokenizer(), text).nats();
    }
  }

  @Test
  void theSameGraphGivesTheSameBytes() throws IOException {
    CheckpointExport.write(graph(), ElementType.F16, folder.resolve("one"));
    CheckpointExport.write(graph(), ElementType.F16, folder.resolve("two"));
    for (String file : new String[] {"config.json", "model.safetensors"}) {
      assertEquals(
          -1, Files.mismatch(folder.resolve("one/" + file), folder.resolve("two/" + file)));
    }
  }

  @Test
  void refusesOtherGraphs() {
    ComputationGraph other =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .graphBuilder()
                .addInputs("in")
                .addLayer("out", new OutputLayer.Builder().nIn(3).nOut(2).build(), "in")
                .setOutputs("out")
                .build());
    other.init();
    assertThrows(
        IllegalArgumentException.class,
        () -> CheckpointExport.write(other, ElementType.F32, folder));
  }

  /** Weights so large that every part of the model matters. */
  private static ComputationGraph graph() {
    ComputationGraph graph = TransformerGraph.create(SHAPE, new WarmupCosine(1, 1, 1, 1), 5);
    Random random = new Random(8);
    INDArray params = graph.params();
    for (long i = 0; i < params.length(); i++) {
      params.putScalar(i, params.getFloat(i) * 2 + 0.02 * random.nextGaussian());
    }
    return graph;
  }

  /** Puts what the checkpoint holds, which is rounded, back into the graph. */
  private void takeRoundedWeights(ComputationGraph graph) {
    try (Checkpoint checkpoint = Checkpoint.open(folder)) {
      put(graph, "embedding", "W", checkpoint, "model.embed_tokens");
      for (int layer = 0; layer < SHAPE.layers(); layer++) {
        String from = "model.layers." + layer + ".";
        String to = "layer" + layer;
        put(graph, to + "-attention-norm", "g", checkpoint, from + "input_layernorm");
        put(graph, to + "-mlp-norm", "g", checkpoint, from + "post_attention_layernorm");
        for (String name : List.of("q", "k", "v", "o")) {
          String tensor = from + "self_attn." + name + "_proj";
          put(graph, to + "-attention", "W" + name, checkpoint, tensor);
        }
        for (String name : List.of("gate", "up", "down")) {
          put(graph, to + "-mlp", "W" + name, checkpoint, from + "mlp." + name + "_proj");
        }
      }
      put(graph, "norm", "g", checkpoint, "model.norm");
      put(graph, "output", "W", checkpoint, "lm_head");
    }
  }

  private static void put(
      ComputationGraph graph, String layer, String parameter, Checkpoint checkpoint, String name) {
    INDArray to = graph.getLayer(layer).getParam(parameter);
    boolean turned = !layer.equals("embedding") && !parameter.equals("g");
    long[] shape = parameter.equals("g") ? new long[] {to.length()} : to.shape();
    long[] stored = turned ? new long[] {shape[1], shape[0]} : shape;
    float[] values = checkpoint.floats(name + ".weight", stored);
    INDArray from = Nd4j.createFromArray(values).reshape(stored);
    to.assign(turned ? from.transpose() : from.reshape(to.shape()));
  }

  private static double[] logProbabilities(ComputationGraph graph, byte[] text) {
    int[] tokens = new int[text.length];
    int[] next = new int[text.length];
    ByteWindows.fill(text, 0, text.length, tokens, next, 0);
    INDArray probabilities = graph.outputSingle(ByteWindows.batch(tokens, next).tokens());
    double[] logProbabilities = new double[text.length];
    for (int i = 0; i < text.length; i++) {
      logProbabilities[i] = Math.log(probabilities.getDouble(i, next[i]));
    }
    return logProbabilities;
  }
}
