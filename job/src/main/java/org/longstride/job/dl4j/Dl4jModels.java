package org.longstride.job.dl4j;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.longstride.job.model.CheckpointException;
import org.longstride.job.model.Fingerprint;
import org.longstride.job.text.ByteTokenizer;
import org.longstride.job.text.Tokenizer;

/** Loads models from zips of Deeplearning4j's {@code ModelSerializer}. */
public final class Dl4jModels {

  /**
   * A model and what belongs to it.
   *
   * @param model the model
   * @param tokenizer bytes, where the vocabulary is theirs: 256, or 257 with a beginning of
   *     sequence; otherwise only token ids can be scored
   * @param fingerprint a hash over the file, in hexadecimal
   * @param description what it is, in a few words
   */
  public record Loaded(
      Dl4jLanguageModel model,
      Optional<Tokenizer> tokenizer,
      String fingerprint,
      String description) {}

  private Dl4jModels() {}

  /**
   * Loads a graph.
   *
   * @throws CheckpointException if the file does not hold one that is a language model; the message
   *     is one line that names the file
   */
  public static Loaded load(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new CheckpointException(file + ": there is no such file");
    }
    ComputationGraph graph = graph(file);
    String layers = graph.getLayers().length + " layers, " + graph.numParams() + " parameters";
    try {
      Dl4jLanguageModel model = new Dl4jLanguageModel(graph);
      return new Loaded(
          model,
          tokenizer(model.vocabularySize()),
          Fingerprint.of(List.of(file)),
          "Deeplearning4j graph, " + layers + ", vocabulary of " + model.vocabularySize());
    } catch (IllegalArgumentException e) {
      throw new CheckpointException(file + ": " + e.getMessage(), e);
    } catch (IOException e) {
      throw new CheckpointException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private static ComputationGraph graph(Path file) {
    try {
      return ModelSerializer.restoreComputationGraph(file.toFile(), false);
    } catch (IOException | RuntimeException e) {
      String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw new CheckpointException(
          file
              + ": is not a zip of a Deeplearning4j ComputationGraph (a MultiLayerNetwork becomes"
              + " one by toComputationGraph()): "
              + reason,
          e);
    }
  }

  private static Optional<Tokenizer> tokenizer(int vocabulary) {
    return switch (vocabulary) {
      case ByteTokenizer.VOCABULARY_SIZE -> Optional.of(new ByteTokenizer());
      case ByteTokenizer.BOS -> Optional.of(ByteTokenizer.withoutBeginning());
      default -> Optional.empty();
    };
  }
}
