package org.longstride.job.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.longstride.job.UsageException;
import org.longstride.job.train.Training;
import org.longstride.job.train.TrainingOptions;
import org.longstride.job.train.TransformerShape;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code longstride train}: trains a small byte-level transformer with Deeplearning4j. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Trains a small sparse transformer on the bytes of a text, and writes it as a model to"
            + " score with. The defaults made the model in the jar: 1.9 million parameters, 111 minutes"
            + " on two busy cores.",
    footerHeading = "%nThe output holds:%n",
    footer = {
      "  model/          config.json and model.safetensors: give it to score --model",
      "  checkpoint.zip  the Deeplearning4j graph and its updater, to go on from with --resume",
      "  loss.csv        step, bytes, seconds, learning rate, bits per byte learned and held out",
      "",
      "The same options give the same model. A training that was stopped goes on with the same",
      "options and --resume, and ends with the weights that it would have had.",
      "",
      "Example:",
      "  scripts/longstride sample --learned train.txt --held-out heldout.txt",
      "  scripts/longstride train --text train.txt --held-out heldout.txt --output trained"
    })
public final class TrainCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(
      names = "--text",
      required = true,
      paramLabel = "FILE",
      description = "The text to learn; at least two sequences long.")
  private Path text;

  @Option(
      names = "--held-out",
      required = true,
      paramLabel = "FILE",
      description = "A text to judge by, which is not learned.")
  private Path heldOut;

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "FOLDER",
      description = "Where to write.")
  private Path output;

  @Option(names = "--resume", description = "Go on from the checkpoint in the output.")
  private boolean resume;

  @Option(
      names = "--attention",
      paramLabel = "PATTERN",
      description =
          "What each head sees, '|' between heads: longstride explain shows patterns. Only they have"
              + " a gradient, performer and routing have none here. Default: ${DEFAULT-VALUE}.")
  private String attention;

  @Option(
      names = "--layers",
      paramLabel = "N",
      description = "Layers of attention and feed-forward. Default: ${DEFAULT-VALUE}.")
  private int layers;

  @Option(
      names = "--size",
      paramLabel = "N",
      description =
          "Features between layers, a multiple of 16 for each head. Default: ${DEFAULT-VALUE}.")
  private int size;

  @Option(
      names = "--hidden",
      paramLabel = "N",
      description =
          "Features inside the gated feed-forward layers, a multiple of 16. Default:"
              + " ${DEFAULT-VALUE}.")
  private int hidden;

  @Option(
      names = "--heads",
      paramLabel = "N",
      description = "Attention heads of a layer. Default: ${DEFAULT-VALUE}.")
  private int heads;

  @Option(
      names = "--context",
      paramLabel = "N",
      description = "Bytes of a sequence. Scoring has no such limit. Default: ${DEFAULT-VALUE}.")
  private int context;

  @Option(
      names = "--sequences",
      paramLabel = "N",
      description = "Sequences of a step. Default: ${DEFAULT-VALUE}.")
  private int sequences;

  @Option(
      names = "--steps",
      paramLabel = "N",
      description = "Steps of the training. Default: ${DEFAULT-VALUE}.")
  private int steps;

  @Option(
      names = "--learning-rate",
      paramLabel = "X",
      description =
          "The highest learning rate; it falls along a cosine to a twentieth. Default:"
              + " ${DEFAULT-VALUE}.")
  private double learningRate;

  @Option(
      names = "--warmup",
      paramLabel = "N",
      description = "Steps until the highest learning rate. Default: ${DEFAULT-VALUE}.")
  private int warmup;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description =
          "Decides the initial weights and the order of the text. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--checkpoint-minutes",
      paramLabel = "N",
      description = "Minutes between checkpoints. Default: ${DEFAULT-VALUE}.")
  private int checkpointMinutes;

  @Override
  public Integer call() throws IOException {
    requireFile("--text", text);
    requireFile("--held-out", heldOut);
    try {
      new Training(options(), spec.commandLine().getOut()).run();
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage(), e);
    }
    return 0;
  }

  private TrainingOptions options() {
    return new TrainingOptions(
        text,
        heldOut,
        output,
        new TransformerShape(layers, size, hidden, heads, heads, context, attention),
        steps,
        sequences,
        learningRate,
        warmup,
        seed,
        Duration.ofMinutes(checkpointMinutes),
        resume);
  }

  private static void requireFile(String option, Path file) {
    if (!Files.isRegularFile(file)) {
      throw new UsageException(option + " is " + file + ", there is no such file");
    }
  }
}
