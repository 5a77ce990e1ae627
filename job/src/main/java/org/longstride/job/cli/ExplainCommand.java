package org.longstride.job.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.longstride.job.explain.AsciiText;
import org.longstride.job.explain.Explanation;
import org.longstride.job.explain.Gallery;
import org.longstride.job.explain.Subject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code longstride explain}: shows what a pattern is and what it costs. Nothing is run. */
@Command(
    name = "explain",
    description = "Show what an attention pattern sees, how far it reaches and what it costs.",
    mixinStandardHelpOptions = true)
public final class ExplainCommand implements Callable<Integer> {

  private static final int FAILED = 1;
  private static final int BAD_USAGE = 2;

  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "PATTERN",
      description = "The pattern, as in \"window(512) + global(0..3)\".")
  private String pattern;

  @Option(
      names = "--all",
      description =
          "Draw every pattern of the catalogue, and what the papers compose of them; without"
              + " --causal each for the models of its paper.")
  private boolean all;

  @Option(
      names = "--length",
      paramLabel = "N",
      defaultValue = "16384",
      description = "Tokens of the sequence (default: ${DEFAULT-VALUE}).")
  private int length;

  @Option(names = "--causal", description = "A query sees no key behind itself.")
  private boolean causal;

  @Option(
      names = "--heads",
      paramLabel = "H",
      defaultValue = "12",
      description = "Heads of a layer (default: ${DEFAULT-VALUE}).")
  private int heads;

  @Option(
      names = "--layers",
      paramLabel = "L",
      defaultValue = "12",
      description = "Layers of the model (default: ${DEFAULT-VALUE}).")
  private int layers;

  @Option(names = "--svg", paramLabel = "FILE", description = "Write the picture there too.")
  private Path svg;

  /** A command that picocli fills. */
  public ExplainCommand() {}

  @Override
  public Integer call() {
    if (all == (pattern != null)) {
      return fail(BAD_USAGE, "give one pattern, like \"window(512)\", or --all");
    }
    boolean colour = Ansi.AUTO.enabled();
    try {
      if (all) {
        print(Gallery.text(length, causal, heads, layers, colour));
        write(svg == null ? "" : Gallery.svg(length, causal, heads, layers));
      } else {
        Subject subject = Subject.parse(pattern, length, causal, heads, layers);
        print(Explanation.text(subject, colour));
        write(svg == null ? "" : Explanation.svg(subject));
      }
      return 0;
    } catch (IllegalArgumentException e) {
      return fail(BAD_USAGE, e.getMessage());
    } catch (IOException e) {
      return fail(FAILED, "cannot write " + svg + ": " + e);
    }
  }

  private void print(String text) {
    PrintWriter out = spec.commandLine().getOut();
    out.print(AsciiText.fit(text, terminal()));
    out.flush();
  }

  /** The characters of the standard output, as the JVM was told. */
  private static Charset terminal() {
    String name = System.getProperty("sun.stdout.encoding", System.getProperty("stdout.encoding"));
    return name != null && Charset.isSupported(name)
        ? Charset.forName(name)
        : Charset.defaultCharset();
  }

  private void write(String document) throws IOException {
    if (svg != null) {
      Files.writeString(svg, document);
    }
  }

  private int fail(int code, String message) {
    spec.commandLine().getErr().println("longstride explain: " + message);
    return code;
  }
}
