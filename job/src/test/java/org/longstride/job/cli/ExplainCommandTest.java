package org.longstride.job.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.longstride.job.model.attention.CentroidsFile;
import org.longstride.kernels.attention.routing.Centroids;
import picocli.CommandLine;

class ExplainCommandTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    return new CommandLine(new ExplainCommand())
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }

  @Test
  void aPatternIsExplained(@TempDir Path folder) throws Exception {
    Path svg = folder.resolve("strided.svg");
    assertEquals(0, run("strided(128)", "--causal", "--svg", svg.toString()));
    assertEquals("", err.toString());
    assertTrue(out.toString().startsWith("strided(128)\n= window(129) | stride(128)\n"));
    assertTrue(out.toString().contains("every l-th key, counted from itself"));
    assertTrue(out.toString().contains("heads 0, 2, "));
    assertTrue(Files.readString(svg).startsWith("<svg xmlns="));
  }

  @Test
  void aPatternOverAnImageIsExplainedAtItsTokens() {
    assertEquals(0, run("window(8) | neighborhood(7x7 over 64x32)"));
    assertTrue(out.toString().contains(": 2,048 tokens,"), out.toString());
    out.getBuffer().setLength(0);
    assertEquals(0, run("neighborhood(7x7 over 64x32)", "--length", "5000"));
    assertTrue(out.toString().contains(": 5,000 tokens,"), out.toString());
    out.getBuffer().setLength(0);
    assertEquals(0, run("neighborhood(7)"));
    assertTrue(out.toString().contains(": 16,384 tokens,"), out.toString());
  }

  @Test
  void figuresOfAWindowAreThoseOfItsDefinition() {
    assertEquals(
        0, run("window(4)", "--causal", "--length", "10", "--heads", "2", "--layers", "3"));
    String text = out.toString();
    // 1 + 2 + 3 + 7 times 4 of 55 pairs; 6 heads; 128 multiply-adds a pair.
    assertTrue(text.contains("3.4        4   61.8 %"), text);
    assertTrue(text.contains("26,112 multiply-adds") || text.contains("26.1 thousand"), text);
    assertTrue(text.contains("3 tokens back; 4 tokens, 40.0 % of all"), text);
    assertTrue(text.contains("at most 3 tokens, 30.0 % of 10"), text);
    assertTrue(text.contains("3.07 kB a layer, 9.22 kB in all"), text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"windw(512)", "window(512", "window(512) + ", "fixed(8, 9)", ""})
  void whatIsNoPatternIsPointedAtInOneLine(String text) {
    assertEquals(2, run(text));
    assertEquals("", out.toString());
    assertTrue(err.toString().matches("longstride explain: .+ at character \\d+: .*>>>.*\\R"));
  }

  @Test
  void aMisspelledNameIsSuggested() {
    run("performr(512)");
    assertTrue(err.toString().contains("did you mean performer?, at character 1"));
    run("full + windw(512)");
    assertTrue(err.toString().contains("did you mean window?, at character 8: full + >>>windw"));
  }

  @Test
  void aPerformerIsToldInWords() {
    assertEquals(0, run("performer(256)", "--length", "65536", "--heads", "4", "--layers", "2"));
    assertEquals("", err.toString());
    String text = out.toString();
    assertTrue(text.startsWith("performer(256)\n\nWhat it means\n"), text);
    assertTrue(text.contains("it only estimates that"), text);
    // 2 layers of 4 heads; a token: 2 times 256 x 129 for sums, and 32 x (256 + 65) for its tile.
    assertTrue(text.contains("≈ 40.0 billion multiply-adds, 55.0 times fewer"), text);
    // 4 heads of 256 x 65 doubles.
    assertTrue(text.contains("532 kB a layer, 1.06 MB in all"), text);
  }

  @Test
  void aRoutingIsToldInWordsAndWithItsClustersWhereTheFileIsHere(@TempDir Path folder)
      throws Exception {
    assertEquals(0, run("routing(none.safetensors)"));
    assertTrue(out.toString().contains("none.safetensors is not here"), out.toString());
    Path file = folder.resolve("c.safetensors");
    CentroidsFile.write(file, Collections.nCopies(3, new Centroids(2, 8, 4, new float[2 * 8 * 4])));
    assertEquals(0, run("routing(" + file + ")"));
    assertTrue(out.toString().contains("[8] in 3 layers"), out.toString());
    assertTrue(out.toString().contains("were all clusters of one size"), out.toString());
    assertEquals("", err.toString());
  }

  @Test
  void whatIsNoPatternHasNoPicture(@TempDir Path folder) {
    assertEquals(2, run("performer(256)", "--svg", folder.resolve("a.svg").toString()));
    assertTrue(err.toString().contains("--svg: performer(256) is no pattern and has no picture"));
    assertEquals(2, run("performer(256)", "--heads", "0"));
    assertTrue(err.toString().contains("heads is 0, must be from 1 to"), err.toString());
  }

  @Test
  void onePatternOrAllIsAskedFor() {
    assertEquals(2, run());
    assertEquals(2, run("full", "--all"));
    assertTrue(err.toString().contains("--all"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"--length", "--heads", "--layers"})
  void sizesHaveBounds(String option) {
    assertEquals(2, run("full", option, "0"));
    assertTrue(err.toString().contains("is 0, must be from 1 to"));
    assertEquals(2, run("full", option, "-5"));
    assertEquals(2, run("full", option, "many"));
  }

  @Test
  void aFileThatCannotBeWrittenIsNamed(@TempDir Path folder) {
    Path svg = folder.resolve("missing").resolve("full.svg");
    assertEquals(1, run("full", "--length", "8", "--svg", svg.toString()));
    assertTrue(err.toString().contains("cannot write " + svg));
  }

  @Test
  void theGalleryIsDrawn(@TempDir Path folder) throws Exception {
    Path svg = folder.resolve("gallery.svg");
    assertEquals(0, run("--all", "--length", "2048", "--causal", "--svg", svg.toString()));
    assertTrue(out.toString().contains("fixed(128, 8)"));
    assertTrue(Files.readString(svg).contains("fixed(128, 8)"));
  }
}
