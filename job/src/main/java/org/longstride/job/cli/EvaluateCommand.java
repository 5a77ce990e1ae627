package org.longstride.job.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.longstride.job.UsageException;
import org.longstride.job.model.LanguageModel;
import org.longstride.job.run.ModelSource;
import org.longstride.job.run.OpenModel;
import org.longstride.job.train.BitsPerByte;
import org.longstride.kernels.attention.bf16.Precision;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code longstride evaluate}: one figure for a model and a text. */
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Prints how many bits a model needs for each byte of a text, to compare with compressors."
            + " Each file is one document, of which every byte counts.",
    footerHeading = "%nExample:%n",
    footer = "  scripts/longstride evaluate --model models/mine heldout.txt")
public final class EvaluateCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(
      names = {"-m", "--model"},
      paramLabel = "MODEL",
      description =
          "Folder of a checkpoint, zip of a Deeplearning4j graph, or embedded. Default:"
              + " ${DEFAULT-VALUE}.")
  private String model;

  @Option(
      names = "--attention",
      paramLabel = "ATTENTION",
      description =
          "Attention in place of the model's own, for example 'window(512)' or 'performer(256)';"
              + " see longstride score --help.")
  private String attention;

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "Texts, in UTF-8.")
  private List<Path> files;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    OpenModel open = ModelSource.of(model, attention, Precision.FLOAT32).open(new Configuration());
    if (open.tokenizer() == null) {
      throw new UsageException("--model is " + model + ", which brings no tokenizer for texts");
    }
    try (LanguageModel reader = open.model()) {
      for (Path file : files) {
        long start = System.nanoTime();
        BitsPerByte bits = BitsPerByte.of(reader, open.tokenizer(), TextFiles.read(file));
        double seconds = (System.nanoTime() - start) / 1e9;
        out.printf(
            Locale.ROOT,
            "%s: %,d bytes, %.4f bits per byte (%,.0f tokens/s)%n",
            file,
            bits.bytes(),
            bits.value(),
            bits.tokens() / seconds);
        out.flush();
      }
    }
    return 0;
  }
}
