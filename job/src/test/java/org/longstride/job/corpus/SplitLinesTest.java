package org.longstride.job.corpus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SplitLinesTest {

  private static final Configuration HADOOP = new Configuration();

  @TempDir Path folder;

  @Test
  void everyCutOfAFileGivesTheSameLines() throws IOException {
    byte[] content = "first\n\nthird line\r\nx\n\n\nlast".getBytes(UTF_8);
    Path file = Files.write(folder.resolve("a.txt"), content);
    List<String> whole = lines(split(file, 0, content.length));
    assertEquals(7, whole.size());
    for (int cut = 1; cut < content.length; cut++) {
      List<String> pieces = lines(split(file, 0, cut));
      pieces.addAll(lines(split(file, cut, content.length)));
      assertEquals(whole, pieces, "cut at " + cut);
    }
  }

  @Test
  void aTruncatedGzipGivesTheLinesBeforeItsEndAndSaysWhereItEnds() throws IOException {
    Random random = new Random(5);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 5000; i++) {
      text.append(i).append(' ').append(random.nextLong()).append('\n');
    }
    ByteArrayOutputStream stored = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(stored)) {
      gzip.write(text.toString().getBytes(UTF_8));
    }
    byte[] half = Arrays.copyOf(stored.toByteArray(), stored.size() / 2);
    Path file = Files.write(folder.resolve("a.txt.gz"), half);

    List<SplitLines.Entry> entries = new ArrayList<>();
    new SplitLines(split(file, 0, half.length), HADOOP).forEachRemaining(entries::add);
    SplitLines.Entry last = entries.remove(entries.size() - 1);
    assertNotNull(last.damage());
    assertTrue(entries.size() > 1000);
    long end = 0;
    String[] lines = text.toString().split("\n", -1);
    for (int i = 0; i < entries.size(); i++) {
      assertEquals(lines[i], new String(entries.get(i).line().bytes(), UTF_8));
      end += lines[i].length() + 1;
    }
    assertEquals(new Place("a.txt.gz", "byte", end), last.place());
  }

  private static FileSplit split(Path file, long start, long end) throws IOException {
    InputFile input =
        new InputFile(file.toUri().toString(), file.getFileName().toString(), Files.size(file));
    return new FileSplit(input, start, end);
  }

  private static List<String> lines(FileSplit split) {
    List<String> lines = new ArrayList<>();
    new SplitLines(split, HADOOP)
        .forEachRemaining(
            entry ->
                lines.add(
                    entry.place().position() + ":" + new String(entry.line().bytes(), UTF_8)));
    return lines;
  }
}
