package org.longstride.job.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longstride.job.TestSpark;

class MainTest {

  @TempDir Path folder;

  private record Outcome(int code, String out, String err) {}

  @Test
  void helpTeachesTheCommandAndItsDefaults() {
    Outcome help = run("score", "--help");
    assertEquals(0, help.code());
    assertTrue(help.out().contains("--max-bad-fraction=F"), help.out());
    assertTrue(help.out().contains("Default: 0.01"), help.out());
    assertTrue(help.out().contains("Exit codes"), help.out());
    assertEquals("", help.err());
  }

  @Test
  void versionsAreThoseOfTheBuild() {
    Outcome version = run("--version");
    assertEquals(0, version.code());
    assertTrue(version.out().contains("nd4j 1.0.0-M2.1"), version.out());
  }

  @Test
  void badUsageIsSaidAndEndsWithTwo() {
    refused("Unknown option: '--modle'", "score", "-o", "y", "-i", "x", "--modle", "z");
    refused("longstride: Unmatched argument", "scores");
    refused("Missing required option", "score", "--input", "x");
    refused("--max-tokens 0 is not above 0", "score", "-i", "x", "-o", "y", "--max-tokens", "0");
    refused(
        "--max-bad-fraction 1.5 is not from 0 to 1",
        "score",
        "-i",
        "x",
        "-o",
        "y",
        "--max-bad-fraction",
        "1.5");
    refused("--format", "score", "-i", "x", "-o", "y", "--format", "csv");
  }

  @Test
  void aFileOfDefaultsIsReadAndItsMistakesAreSaid() throws IOException {
    Path config = folder.resolve("my.conf");
    Files.writeString(config, "score { max-bad-fraction = 1.5 }");
    refused("--max-bad-fraction 1.5", "score", "--config", config.toString(), "-i", "x", "-o", "y");
    Files.writeString(config, "score { max-bad-fractoin = 0.5 }");
    refused("'score.max-bad-fractoin' is no option", "score", "--config=" + config);
    Files.writeString(config, "score {");
    refused("--config", "score", "--config", config.toString());
    refused("there is no such file", "score", "--config", folder.resolve("none").toString());
  }

  @Test
  void aMissingModelIsOneLine() throws IOException {
    TestSpark.session();
    Path input = Files.write(folder.resolve("a.txt"), List.of("text"));
    Path output = folder.resolve("out");
    String model = folder.resolve("no-model").toString();
    Outcome outcome =
        run("score", "-i", input.toString(), "-o", output.toString(), "--model", model);
    assertEquals(2, outcome.code());
    List<String> said =
        outcome.err().lines().filter(line -> line.startsWith("longstride score: ")).toList();
    assertEquals(1, said.size(), outcome.err());
    assertTrue(said.get(0).contains("--model") && said.get(0).contains("no-model"), said.get(0));
    assertFalse(outcome.err().contains("\tat "), outcome.err());
    assertFalse(Files.exists(output));
  }

  @Test
  void trainingWantsAPattern() throws IOException {
    String text = Files.write(folder.resolve("a.txt"), List.of("text")).toString();
    refused(
        "attention is performer(16), which has no gradient here; train with a pattern",
        "train",
        "--text",
        text,
        "--held-out",
        text,
        "--output",
        folder.resolve("out").toString(),
        "--attention",
        "performer(16)");
  }

  @Test
  void centroidsAreLearnedAndRoutedBy() throws IOException {
    String text =
        Files.writeString(folder.resolve("a.txt"), "The sitting is open. ".repeat(60)).toString();
    String file = folder.resolve("c.safetensors").toString();
    Outcome learned = run("centroids", "--clusters", "4", "-o", file, text);
    assertEquals(0, learned.code(), learned.err());
    assertTrue(
        learned.out().contains("6 layers, 4 clusters a head, learned from 1,261 tokens"),
        learned.out());
    Outcome routed = run("evaluate", "--attention", "routing(" + file + ")", text);
    assertEquals(0, routed.code(), routed.err());
    assertTrue(routed.out().contains("bits per byte"), routed.out());
    refused("clusters is 0, must be from 1 to", "centroids", "--clusters", "0", "-o", file, text);
    refused("there is no such file", "centroids", "-o", file, folder.resolve("b.txt").toString());
  }

  private static void refused(String message, String... args) {
    Outcome outcome = run(args);
    assertEquals(2, outcome.code(), outcome.err());
    assertTrue(outcome.err().contains(message), outcome.err());
    assertTrue(outcome.err().lines().count() <= 2, outcome.err());
  }

  private static Outcome run(String... args) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    ByteArrayOutputStream complained = new ByteArrayOutputStream();
    System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(complained, true, StandardCharsets.UTF_8));
    try {
      int code = Main.run(args);
      return new Outcome(
          code, said.toString(StandardCharsets.UTF_8), complained.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }
}
