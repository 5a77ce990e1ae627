package org.longstride.job.cli;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.longstride.job.UsageException;
import org.longstride.job.sample.Europarl;
import org.longstride.job.sample.SittingDocument;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code longstride sample}: the corpus of the demo, and the text that the model has learned. */
@Command(
    name = "sample",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Writes texts of Europarl: a small corpus to score, or what to train on.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  scripts/europarl",
      "  scripts/longstride sample --output sample.jsonl",
      "  scripts/longstride sample --learned train.txt --held-out heldout.txt"
    })
public final class SampleCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(
      names = "--europarl",
      paramLabel = "JAR",
      description =
          "Lucene's test framework, which holds the text; scripts/europarl resolves it. Default:"
              + " ${DEFAULT-VALUE}.")
  private Path europarl;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description =
          "Write the held-out lines as documents, JSON lines: id, year, span, excerpts, text. A"
              + " document is a sitting day; every fifth year is one, so that some are long.")
  private Path output;

  @Option(
      names = "--learned",
      paramLabel = "FILE",
      description = "Write the text that is learned: the bodies of the first 90 %% of the lines.")
  private Path learned;

  @Option(
      names = "--held-out",
      paramLabel = "FILE",
      description = "Write the text to judge by: the bodies of the last 10 %% of the lines.")
  private Path heldOut;

  @Option(
      names = "--held-out-lines",
      paramLabel = "FILE",
      description = "Write the last 10 %% of the lines whole, with title and date.")
  private Path heldOutLines;

  @Override
  public Integer call() throws IOException {
    if (output == null && learned == null && heldOut == null && heldOutLines == null) {
      throw new UsageException("nothing to write: give --output FILE, or see --help");
    }
    if (!Files.isRegularFile(europarl)) {
      throw new UsageException(
          "--europarl is " + europarl + ", there is no such file; scripts/europarl resolves it");
    }
    Europarl lines = Europarl.read(europarl);
    if (learned != null) {
      Europarl.write(lines.learned(), Europarl.Line::body, learned);
      report(learned, lines.learned().size(), "lines");
    }
    if (heldOut != null) {
      Europarl.write(lines.heldOut(), Europarl.Line::body, heldOut);
      report(heldOut, lines.heldOut().size(), "lines");
    }
    if (heldOutLines != null) {
      Europarl.write(lines.heldOut(), Europarl.Line::whole, heldOutLines);
      report(heldOutLines, lines.heldOut().size(), "lines");
    }
    if (output != null) {
      List<SittingDocument> documents = SittingDocument.of(lines.heldOut());
      try (BufferedWriter out = Files.newBufferedWriter(output, StandardCharsets.UTF_8)) {
        for (SittingDocument document : documents) {
          out.write(document.json());
          out.write('\n');
        }
      }
      report(output, documents.size(), "documents");
    }
    return 0;
  }

  private void report(Path file, int count, String what) throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    out.printf("%s: %,d %s, %,d bytes%n", file, count, what, Files.size(file));
    out.flush();
  }
}
