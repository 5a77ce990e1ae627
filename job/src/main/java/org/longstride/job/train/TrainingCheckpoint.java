package org.longstride.job.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;

/**
 * A training that can go on: the graph, its updater's state and its number of steps, in the zip
 * format of Deeplearning4j. The text's position needs no place of its own, it follows from the
 * step.
 */
final class TrainingCheckpoint {

  private final Path file;

  TrainingCheckpoint(Path folder) {
    file = folder.resolve("checkpoint.zip");
  }

  /** Replaces the checkpoint; a crash leaves the one before. */
  void write(ComputationGraph graph) throws IOException {
    Path unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
    ModelSerializer.writeModel(graph, unfinished.toFile(), true);
    Files.move(
        unfinished, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  /** The graph of the checkpoint, with its updater's state. */
  ComputationGraph read() {
    if (!Files.exists(file)) {
      throw new IllegalArgumentException(
          "nothing to resume: " + file + " does not exist; leave out --resume to begin anew");
    }
    return graph(file, true);
  }

  /**
   * Reads a graph.
   *
   * @param updater whether its updater's state is wanted too
   * @throws IllegalArgumentException if the file holds no graph
   */
  static ComputationGraph graph(Path file, boolean updater) {
    try {
      return ModelSerializer.restoreComputationGraph(file.toFile(), updater);
    } catch (IOException | IllegalStateException e) {
      throw new IllegalArgumentException(
          file + " is not a checkpoint of a training: " + e.getMessage(), e);
    }
  }
}
