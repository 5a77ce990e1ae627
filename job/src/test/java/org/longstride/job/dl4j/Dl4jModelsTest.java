package org.longstride.job.dl4j;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.longstride.job.model.CheckpointException;
import org.longstride.job.model.LanguageModel;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class Dl4jModelsTest {

  @TempDir Path folder;

  @Test
  void anLstmThatTakesIdsIsAModel() throws IOException {
    ComputationGraph graph = ids(257, Activation.SOFTMAX);
    Dl4jModels.Loaded loaded = load(graph);
    int[] tokens = tokens(257, 1100);
    assertArrayEquals(
        expected(graph, TokenFormat.SEQUENCE, tokens, 257), score(loaded.model(), tokens), 1e-5);
    assertEquals(Integer.MAX_VALUE, loaded.model().maxTokens());
    assertArrayEquals(new int[] {256, 'a'}, loaded.tokenizer().orElseThrow().encode("a"));
    assertEquals(64, loaded.fingerprint().length());
  }

  @Test
  void anLstmThatTakesOnesAndZerosIsAModel() throws IOException {
    ComputationGraph graph =
        graph(
            new NeuralNetConfiguration.Builder()
                .seed(1)
                .graphBuilder()
                .addInputs("in")
                .addLayer("lstm", new LSTM.Builder().nIn(256).nOut(12).build(), "in")
                .addLayer("out", output(12, 256, Activation.SOFTMAX), "lstm")
                .setOutputs("out"));
    Dl4jModels.Loaded loaded = load(graph);
    int[] tokens = tokens(256, 600);
    assertArrayEquals(
        expected(graph, TokenFormat.ONE_HOT, tokens, 256), score(loaded.model(), tokens), 1e-5);
    assertArrayEquals(new int[] {'a'}, loaded.tokenizer().orElseThrow().encode("a"));
  }

  @Test
  void rowsWithAttentionAreAModelOfOneContext() throws IOException {
    AttentionShape shape = new AttentionShape(1, 1, 16, 40, "window(5)", 0, 10000);
    ComputationGraph graph =
        graph(
            new NeuralNetConfiguration.Builder()
                .seed(1)
                .graphBuilder()
                .addInputs("in")
                .addLayer("embedding", new EmbeddingLayer.Builder().nIn(300).nOut(16).build(), "in")
                .addLayer("attention", new SparseSelfAttentionLayer(16, shape, 1), "embedding")
                .addLayer(
                    "out",
                    new OutputLayer.Builder(LossFunction.MCXENT)
                        .nIn(16)
                        .nOut(300)
                        .activation(Activation.SOFTMAX)
                        .build(),
                    "attention")
                .setOutputs("out"));
    // The judge's probabilities are float32's: none may vanish.
    graph.params().divi(16);
    Dl4jModels.Loaded loaded = load(graph);
    assertEquals(41, loaded.model().maxTokens());
    assertFalse(loaded.tokenizer().isPresent());
    int[] tokens = tokens(300, 41);
    double[] expected = expected(graph, TokenFormat.ROWS, tokens, 300);
    assertArrayEquals(expected, score(loaded.model(), tokens), 1e-5);
    assertArrayEquals(
        Arrays.copyOf(expected, 6), score(loaded.model(), Arrays.copyOf(tokens, 7)), 1e-5);
    assertThrows(IllegalArgumentException.class, () -> score(loaded.model(), tokens(300, 42)));
    assertThrows(IllegalArgumentException.class, () -> score(loaded.model(), new int[] {1, 300}));
  }

  @Test
  void documentsInParallelHaveTheBitsOfDocumentsAlone() throws IOException {
    LanguageModel model = load(ids(257, Activation.SOFTMAX)).model();
    int[][] documents =
        IntStream.range(0, 12).mapToObj(i -> tokens(257, 100 + 97 * i)).toArray(int[][]::new);
    double[][] alone = Arrays.stream(documents).map(d -> score(model, d)).toArray(double[][]::new);
    double[][] together =
        Arrays.stream(documents).parallel().map(d -> score(model, d)).toArray(double[][]::new);
    for (int i = 0; i < documents.length; i++) {
      assertArrayEquals(alone[i], together[i]);
    }
  }

  @Test
  void emptyAndSingleTokensGiveNothing() throws IOException {
    LanguageModel model = load(ids(257, Activation.SOFTMAX)).model();
    assertEquals(0, score(model, new int[] {3}).length);
    model.score(new int[0], (position, logP) -> assertTrue(false));
  }

  @Test
  void refusesGraphsThatReadAhead() throws IOException {
    ComputationGraph graph =
        graph(
            new NeuralNetConfiguration.Builder()
                .graphBuilder()
                .addInputs("in")
                .addLayer(
                    "both",
                    new Bidirectional(
                        Bidirectional.Mode.ADD, new LSTM.Builder().nIn(256).nOut(8).build()),
                    "in")
                .addLayer("out", output(8, 256, Activation.SOFTMAX), "both")
                .setOutputs("out"));
    assertMessage("causal", () -> load(graph));
  }

  @Test
  void refusesWhatIsNoModel() throws IOException {
    assertMessage("must end in a softmax", () -> load(ids(257, Activation.SIGMOID)));
    assertMessage("no such file", () -> Dl4jModels.load(folder.resolve("missing.zip")));
    Path broken = Files.writeString(folder.resolve("broken.zip"), "PK");
    assertMessage("broken.zip: is not a zip", () -> Dl4jModels.load(broken));
  }

  private static void assertMessage(String part, Executable task) {
    String message = assertThrows(CheckpointException.class, task).getMessage();
    assertTrue(message.contains(part) && !message.contains("\n"), message);
  }

  private static ComputationGraph ids(int vocabulary, Activation activation) {
    return graph(
        new NeuralNetConfiguration.Builder()
            .seed(1)
            .graphBuilder()
            .addInputs("in")
            .addLayer(
                "embedding",
                new EmbeddingSequenceLayer.Builder().nIn(vocabulary).nOut(8).build(),
                "in")
            .addLayer("lstm", new LSTM.Builder().nIn(8).nOut(12).build(), "embedding")
            .addLayer("out", output(12, vocabulary, activation), "lstm")
            .setOutputs("out"));
  }

  private static RnnOutputLayer output(int in, int out, Activation activation) {
    LossFunction loss = activation == Activation.SOFTMAX ? LossFunction.MCXENT : LossFunction.XENT;
    return new RnnOutputLayer.Builder(loss).nIn(in).nOut(out).activation(activation).build();
  }

  private static ComputationGraph graph(GraphBuilder builder) {
    ComputationGraph graph = new ComputationGraph(builder.build());
    graph.init();
    graph.params().muli(4);
    return graph;
  }

  private Dl4jModels.Loaded load(ComputationGraph graph) throws IOException {
    Path file = folder.resolve("model.zip");
    ModelSerializer.writeModel(graph, file.toFile(), false);
    return Dl4jModels.load(file);
  }

  private static int[] tokens(int vocabulary, int length) {
    return new Random(length).ints(length, 0, vocabulary).toArray();
  }

  /** The graph's own probabilities, all tokens at once. */
  private static double[] expected(
      ComputationGraph graph, TokenFormat format, int[] tokens, int vocabulary) {
    int[] inputs = Arrays.copyOf(tokens, tokens.length - 1);
    INDArray output = graph.outputSingle(format.input(inputs, vocabulary));
    double[] logProbabilities = new double[inputs.length];
    for (int i = 0; i < inputs.length; i++) {
      logProbabilities[i] =
          Math.log(
              output.rank() == 3
                  ? output.getDouble(0, tokens[i + 1], i)
                  : output.getDouble(i, tokens[i + 1]));
    }
    return logProbabilities;
  }

  private static double[] score(LanguageModel model, int[] tokens) {
    double[] logProbabilities = new double[tokens.length - 1];
    model.score(tokens, (position, logP) -> logProbabilities[position - 1] = logP);
    return logProbabilities;
  }
}
