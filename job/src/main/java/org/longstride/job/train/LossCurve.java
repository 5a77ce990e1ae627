package org.longstride.job.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The course of a training as CSV, a row at a time. */
final class LossCurve {

  private static final String HEADER =
      "step,bytes,seconds,learning_rate,train_bits_per_byte,held_out_bits_per_byte";

  /**
   * How things stood after a step.
   *
   * @param step steps so far
   * @param bytes bytes learned so far
   * @param seconds time so far, that of earlier runs included
   * @param learningRate rate of the step
   * @param train bits per byte of the text since the row before
   * @param heldOut bits per byte of text that is not learned
   */
  record Row(
      int step, long bytes, double seconds, double learningRate, double train, double heldOut) {

    String csv() {
      return String.format(
          Locale.ROOT,
          "%d,%d,%.1f,%.3e,%.4f,%.4f",
          step,
          bytes,
          seconds,
          learningRate,
          train,
          heldOut);
    }
  }

  private final Path file;
  private final List<String> lines = new ArrayList<>();

  private LossCurve(Path file) {
    this.file = file;
    lines.add(HEADER);
  }

  /** A new curve. */
  static LossCurve begin(Path folder) throws IOException {
    LossCurve curve = new LossCurve(folder.resolve("loss.csv"));
    curve.write();
    return curve;
  }

  /** The curve of an earlier run, up to the step it is continued from. */
  static LossCurve resume(Path folder, int step) throws IOException {
    LossCurve curve = new LossCurve(folder.resolve("loss.csv"));
    if (Files.exists(curve.file)) {
      for (String line : Files.readAllLines(curve.file)) {
        if (!line.equals(HEADER) && Integer.parseInt(line.split(",", -1)[0]) <= step) {
          curve.lines.add(line);
        }
      }
    }
    curve.write();
    return curve;
  }

  /** Seconds that the training took so far. */
  double seconds() {
    return lines.size() == 1
        ? 0
        : Double.parseDouble(lines.get(lines.size() - 1).split(",", -1)[2]);
  }

  void add(Row row) throws IOException {
    lines.add(row.csv());
    write();
  }

  private void write() throws IOException {
    Files.write(file, lines);
  }
}
