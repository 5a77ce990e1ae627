package org.longstride.job.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.longstride.job.train.Training;
import org.longstride.job.train.TrainingOptions;
import org.longstride.job.train.TransformerShape;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code longstride train}: trains a small byte-level transformer. */
@Command(
    name = "train",
    description = "Trains a byte-level sparse transformer from a text.",
    showDefaultValues = true)
public final class TrainCommand implements Callable<Integer> {

  @Option(names = "--text", required = true, description = "file whose bytes are learned")
  private Path text;

  @Option(names = "--held-out", required = true, description = "file to judge by, not learned")
  private Path heldOut;

  @Option(names = "--output", required = true, description = "folder for what comes of it")
  private Path output;

  @Option(names = "--layers", defaultValue = "4", description = "layers")
  private int layers;

  @Option(names = "--size", defaultValue = "160", description = "features between layers")
  private int size;

  @Option(names = "--hidden", defaultValue = "432", description = "features in feed-forward layers")
  private int hidden;

  @Option(names = "--heads", defaultValue = "5", description = "attention heads")
  private int heads;

  @Option(names = "--context", defaultValue = "1024", description = "bytes of a sequence")
  private int context;

  @Option(
      names = "--attention",
      defaultValue = "window(128) | window(512)",
      description = "what attends to what")
  private String attention;

  @Option(names = "--steps", defaultValue = "5000", description = "batches to learn")
  private int steps;

  @Option(names = "--sequences", defaultValue = "4", description = "sequences of a batch")
  private int sequences;

  @Option(names = "--learning-rate", defaultValue = "0.003", description = "highest learning rate")
  private double learningRate;

  @Option(names = "--warmup", defaultValue = "100", description = "steps until the highest rate")
  private int warmup;

  @Option(names = "--seed", defaultValue = "1", description = "decides weights and order")
  private long seed;

  @Option(
      names = "--checkpoint-minutes",
      defaultValue = "5",
      description = "minutes between checkpoints")
  private int checkpointMinutes;

  @Option(names = "--resume", description = "go on from the checkpoint in the output folder")
  private boolean resume;

  @Override
  public Integer call() throws Exception {
    TransformerShape shape =
        new TransformerShape(layers, size, hidden, heads, heads, context, attention);
    TrainingOptions options =
        new TrainingOptions(
            text,
            heldOut,
            output,
            shape,
            steps,
            sequences,
            learningRate,
            warmup,
            seed,
            Duration.ofMinutes(checkpointMinutes),
            resume);
    new Training(options, System.out).run();
    return 0;
  }

  /** Runs the command by itself. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new TrainCommand()).execute(args));
  }
}
