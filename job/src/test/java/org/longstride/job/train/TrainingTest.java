package org.longstride.job.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.longstride.job.dl4j.Dl4jModels;

class TrainingTest {

  private static final TransformerShape SHAPE =
      new TransformerShape(1, 32, 32, 2, 2, 48, "window(8) | window(24)");

  @TempDir Path folder;
  private Path text;
  private final StringWriter progress = new StringWriter();

  @BeforeEach
  void writeText() throws IOException {
    StringBuilder words = new StringBuilder();
    Random random = new Random(2);
    for (int i = 0; i < 400; i++) {
      words.append(List.of("stride ", "window ", "block ", "global ").get(random.nextInt(4)));
    }
    text = Files.writeString(folder.resolve("text"), words);
  }

  private TrainingOptions options(String output, boolean resume) {
    return options(output, resume, SHAPE);
  }

  private TrainingOptions options(String output, boolean resume, TransformerShape shape) {
    return new TrainingOptions(
        text, text, folder.resolve(output), shape, 6, 2, 0.01, 2, 1, Duration.ofMinutes(5), resume);
  }

  private Training training(String output, boolean resume) {
    return new Training(options(output, resume), new PrintWriter(progress));
  }

  @Test
  void aResumedTrainingEndsWithTheWeightsOfOneThatWentStraightThrough() throws IOException {
    ComputationGraph straight = training("straight", false).train(6);
    training("stopped", false).train(3);
    ComputationGraph resumed = training("stopped", true).train(6);
    assertArrayEquals(bits(straight), bits(resumed));
    assertArrayEquals(
        straight.getUpdater().getStateViewArray().dup().data().asFloat(),
        resumed.getUpdater().getStateViewArray().dup().data().asFloat());
  }

  @Test
  void learnsAndWritesAModelWhoseFigureItPrints() throws IOException {
    training("out", false).run();
    List<String> curve = Files.readAllLines(folder.resolve("out/loss.csv"));
    assertEquals(2, curve.size());
    assertTrue(curve.get(1).startsWith("6,576,"), curve.get(1));
    assertTrue(Double.parseDouble(curve.get(1).split(",", -1)[5]) < 7.5, curve.get(1));
    assertTrue(Files.exists(folder.resolve("out/model/model.safetensors")));
    assertTrue(progress.toString().contains("bits per byte"), progress.toString());
  }

  @Test
  void itsCheckpointIsAModelByItself() throws IOException {
    training("out", false).train(1);
    Dl4jModels.Loaded loaded = Dl4jModels.load(folder.resolve("out/checkpoint.zip"));
    assertEquals(49, loaded.model().maxTokens());
    assertTrue(loaded.tokenizer().isPresent());
  }

  @Test
  void refusesToResumeWhatIsNotThereOrHasAnotherShape() throws IOException {
    assertMessage("nothing to resume", () -> training("nowhere", true).train(6));
    training("out", false).train(1);
    TransformerShape other = new TransformerShape(2, 32, 32, 2, 2, 48, "full");
    assertMessage(
        "resume with the options that it began with",
        () -> new Training(options("out", true, other), new PrintWriter(progress)).train(6));
  }

  @Test
  void refusesATextThatIsTooShort() throws IOException {
    Files.writeString(text, "x".repeat(95));
    assertMessage(
        "the text has 95 bytes, must have two sequences of 48",
        () -> training("out", false).train(1));
  }

  private static void assertMessage(String part, Executable task) {
    String message = assertThrows(IllegalArgumentException.class, task).getMessage();
    assertTrue(message.contains(part), message);
  }

  private static float[] bits(ComputationGraph graph) {
    return graph.params().dup().data().asFloat();
  }
}
