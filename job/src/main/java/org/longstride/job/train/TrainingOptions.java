package org.longstride.job.train;

import java.nio.file.Path;
import java.time.Duration;

/**
 * What a training is told. The same options give the same model.
 *
 * @param text the bytes to learn
 * @param heldOut bytes that are never learned, to judge by
 * @param output folder for checkpoint, loss curve and the exported model
 * @param shape size of the model
 * @param steps batches to learn
 * @param sequences sequences of a batch
 * @param learningRate highest learning rate
 * @param warmup steps until the highest learning rate
 * @param seed decides the initial weights and the order of the text
 * @param checkpointEvery time between checkpoints
 * @param resume whether to go on from the checkpoint in {@code output}
 */
public record TrainingOptions(
    Path text,
    Path heldOut,
    Path output,
    TransformerShape shape,
    int steps,
    int sequences,
    double learningRate,
    int warmup,
    long seed,
    Duration checkpointEvery,
    boolean resume) {

  /** Checks the numbers. */
  public TrainingOptions {
    atLeastOne("steps", steps);
    atLeastOne("sequences", sequences);
    if (!(learningRate > 0)) {
      throw new IllegalArgumentException(
          "learning rate is " + learningRate + ", must be greater than 0");
    }
    if (warmup < 0) {
      throw new IllegalArgumentException("warmup is " + warmup + ", must not be negative");
    }
  }

  private static void atLeastOne(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " is " + value + ", must be at least 1");
    }
  }
}
