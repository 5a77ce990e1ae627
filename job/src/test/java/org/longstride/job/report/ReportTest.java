package org.longstride.job.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.longstride.job.run.RunListener.Snapshot;
import org.longstride.job.run.ScoreResult;

class ReportTest {

  @Test
  void progressSaysWhatIsDoneAndWhatIsLeft() {
    assertEquals(
        "1,200 of 5,000 documents (25%), 80,000 tokens, 8,000 tokens/s, 30s left",
        ProgressLine.line(5000, new Snapshot(1200, 80_000, 0.25), 10));
    assertEquals(
        "0 of 5 documents (0%), 0 tokens, - tokens/s, - left",
        ProgressLine.line(5, new Snapshot(0, 0, 0), 0));
  }

  @Test
  void theLastLineOfProgressIsWrittenHoweverShortTheRun() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ProgressLine progress =
        new ProgressLine(new PrintStream(out, true, StandardCharsets.UTF_8), false)) {
      progress.scoring(3, 1, () -> new Snapshot(3, 30, 1));
      progress.scored();
    }
    assertTrue(out.toString(StandardCharsets.UTF_8).contains("3 of 3 documents (100%)"));
  }

  @Test
  void figuresAreAsLongAsTheyAreTelling() {
    assertEquals("1,234,567", Figures.whole(1_234_567));
    assertEquals("2.346", Figures.real(2.3456));
    assertEquals("23.46", Figures.real(23.456));
    assertEquals("1,235", Figures.real(1234.56));
    assertEquals("-", Figures.real(null));
    assertEquals("59s", Figures.time(Duration.ofSeconds(59)));
    assertEquals("2m 05s", Figures.time(Duration.ofSeconds(125)));
    assertEquals("3h 02m", Figures.time(Duration.ofSeconds(3 * 3600 + 120)));
  }

  @Test
  void theSummarySaysWhatWasNotScoredAndWhy() {
    Map<String, Object> row = new HashMap<>();
    row.put("level", "all");
    row.put("documents", 10L);
    row.put("ok", 7L);
    row.put("empty", 2L);
    row.put("too_long", 0L);
    row.put("invalid_utf8", 1L);
    row.put("invalid_tokens", 0L);
    row.put("failed", 0L);
    row.put("tokens", 12_345L);
    row.put("bytes", 45_678L);
    row.put("perplexity", 3.25);
    ScoreResult result =
        new ScoreResult("out", 10, 3, 0, true, Duration.ofSeconds(65), List.of(row), 0);
    List<String> lines = SummaryReport.of(result, List.of()).lines().toList();
    assertTrue(lines.get(0).strip().startsWith("documents  ok"));
    assertTrue(lines.get(1).contains("12,345") && lines.get(1).contains("3.250"), lines.get(1));
    assertTrue(lines.get(3).startsWith("Not scored: empty 2, invalid_utf8 1 "), lines.get(3));
    assertTrue(lines.get(3).endsWith("more than --max-bad-fraction allows"), lines.get(3));
    assertEquals("out in 1m 05s", lines.get(4));
  }
}
