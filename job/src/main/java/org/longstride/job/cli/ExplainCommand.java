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
import org.longstride.job.explain.StreamExplanation;
import org.longstride.job.explain.Subject;
import org.longstride.job.model.CheckpointException;
import org.longstride.job.model.attention.AttentionKind;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code longstride explain}: shows what an attention is and what it costs. Nothing is run. */
@Command(
    name = "explain",
    description = "Show what an attention sees, how far it reaches and what it costs.",
    mixinStandardHelpOptions = true)
public final class ExplainCommand implements Callable<Integer> {

  private static final int FAILED = 1;
  private static final int BAD_USAGE = 2;

  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "ATTENTION",
      description =
          "A pattern, as in \"window(512) + global(0..3)\"; or \"performer(256)\" or"
              + " \"routing(FILE)\", which are none and are told in words.")
  private String attention;

  @Option(
      names = "--all",
      description =
          "Draw every pattern of the catalogue, and what the papers compose of them; without"
              + " --causal each for the models of its paper.")
  private boolean all;

  @Option(
      names = "--length",
      paramLabel = "N",
      description =
          "Tokens of the sequence (default: those of the image that the pattern is over, or"
              + " 16384).")
  private Integer length;

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
    if (all == (attention != null)) {
      return fail(BAD_USAGE, "give one pattern, like \"window(512)\", or --all");
    }
    boolean colour = Ansi.AUTO.enabled();
    try {
      if (all) {
        print(Gallery.text(anyLength(), causal, heads, layers, colour));
        write(svg == null ? "" : Gallery.svg(anyLength(), causal, heads, layers));
      } else {
        explain(colour);
      }
      return 0;
    } catch (IllegalArgumentException | CheckpointException e) {
      return fail(BAD_USAGE, e.getMessage());
    } catch (IOException e) {
      return fail(FAILED, "cannot write " + svg + ": " + e);
    }
  }

  private void explain(boolean colour) throws IOException {
    AttentionKind kind = AttentionKind.parse(attention);
    if (!(kind instanceof AttentionKind.Pattern)) {
      if (svg != null) {
        throw new IllegalArgumentException(
            "--svg: " + kind + " is no pattern and has no picture; leave it out");
      }
      print(StreamExplanation.text(kind, anyLength(), heads, layers));
      return;
    }
    Subject subject = Subject.parse(attention, length, causal, heads, layers);
    print(Explanation.text(subject, colour));
    write(svg == null ? "" : Explanation.svg(subject));
  }

  private int anyLength() {
    return length == null ? Subject.LENGTH : length;
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
