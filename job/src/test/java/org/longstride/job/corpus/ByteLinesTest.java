package org.longstride.job.corpus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.longstride.job.corpus.ByteLines.Line;

class ByteLinesTest {

  @Test
  void linesEndWithLineFeedsAndTheLastOneNeedNot() throws IOException {
    assertEquals(List.of("0:a", "2:", "3:bc"), lines("a\n\nbc"));
    assertEquals(List.of("0:a", "2:"), lines("a\n\n"));
    assertEquals(List.of(), lines(""));
    assertEquals(List.of("0:"), lines("\n"));
  }

  @Test
  void aCarriageReturnBeforeTheLineFeedIsNoText() throws IOException {
    assertEquals(List.of("0:a", "3:b\rc"), lines("a\r\nb\rc\r\n"));
  }

  @Test
  void aByteOrderMarkAtTheStartIsNoText() throws IOException {
    assertEquals(List.of("0:a", "5:\ufeffb"), lines("\ufeffa\n\ufeffb"));
  }

  @Test
  void linesThatAreLongerThanTheBufferAreWhole() throws IOException {
    String line = "x".repeat(200_001);
    assertEquals(List.of("0:" + line, "200002:y"), lines(line + "\ny"));
  }

  @Test
  void aLineAboveTheLimitIsCountedButNotKept() throws IOException {
    ByteLines lines = new ByteLines(stream("x".repeat(150_000) + "\nshort\n"), 0, 100_000);
    Line line = lines.next();
    assertNull(line.bytes());
    assertEquals(150_000, line.length());
    assertEquals("short", new String(lines.next().bytes(), UTF_8));
    assertNull(lines.next());
  }

  private static ByteArrayInputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(UTF_8));
  }

  private static List<String> lines(String text) throws IOException {
    List<String> found = new ArrayList<>();
    try (ByteLines lines = new ByteLines(stream(text), 0)) {
      for (Line line = lines.next(); line != null; line = lines.next()) {
        found.add(line.start() + ":" + new String(line.bytes(), UTF_8));
      }
    }
    return found;
  }
}
