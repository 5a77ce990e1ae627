package org.longstride.job.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.longstride.job.UsageException;
import org.longstride.job.train.CheckpointExport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code longstride export}: a model to score with, from a training's checkpoint. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description =
        "Writes a training's checkpoint as a model to score with: config.json and"
            + " model.safetensors, in float16. A training does this by itself when it ends.",
    footerHeading = "%nExample:%n",
    footer = "  scripts/longstride export trained/checkpoint.zip models/mine")
public final class ExportCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "CHECKPOINT",
      description = "checkpoint.zip of a training's output.")
  private Path checkpoint;

  @Parameters(index = "1", paramLabel = "FOLDER", description = "The model's folder.")
  private Path folder;

  @Override
  public Integer call() throws IOException {
    if (!Files.isRegularFile(checkpoint)) {
      throw new UsageException("CHECKPOINT is " + checkpoint + ", there is no such file");
    }
    try {
      CheckpointExport.write(checkpoint, folder);
    } catch (IllegalArgumentException e) {
      throw new UsageException("CHECKPOINT is " + checkpoint + ": " + e.getMessage(), e);
    }
    PrintWriter out = spec.commandLine().getOut();
    out.println("model: " + folder);
    out.flush();
    return 0;
  }
}
