package org.longstride.job.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.longstride.job.run.ScoreResult;
import org.longstride.job.scoring.Status;

/** What a run came to, as a table for people. */
public final class SummaryReport {

  private static final List<String> HEADINGS =
      List.of(
          "",
          "documents",
          "ok",
          "tokens",
          "bytes",
          "perplexity",
          "bits/byte",
          "p5",
          "p50",
          "p95",
          "tokens/s");

  private SummaryReport() {}

  /**
   * The table.
   *
   * @param result the run's
   * @param groupBy the columns that name a group
   */
  public static String of(ScoreResult result, List<String> groupBy) {
    List<List<String>> cells = new ArrayList<>();
    cells.add(HEADINGS);
    for (Map<String, Object> row : result.summary()) {
      cells.add(cells(row, groupBy));
    }
    StringBuilder text = new StringBuilder();
    appendTable(text, cells);
    long hidden = result.groups() - (result.summary().size() - 1);
    if (hidden > 0) {
      text.append("... and %s more groups in summary/%n".formatted(Figures.whole(hidden)));
    }
    text.append(
        "Perplexity is over all tokens together; p5, p50 and p95 are quantiles over documents;"
            + " tokens/s is of one core.%n".formatted());
    if (result.bad() > 0) {
      text.append(bad(result));
    }
    if (result.sharedIds() > 0) {
      text.append(
          "%s documents have an id that another has too.%n"
              .formatted(Figures.whole(result.sharedIds())));
    }
    text.append("%s in %s%n".formatted(result.output(), Figures.time(result.elapsed())));
    return text.toString();
  }

  private static List<String> cells(Map<String, Object> row, List<String> groupBy) {
    boolean whole = "all".equals(row.get("level"));
    String name =
        whole
            ? "all"
            : groupBy.stream().map(c -> c + "=" + row.get(c)).collect(Collectors.joining(" "));
    return List.of(
        name,
        Figures.whole((long) row.get("documents")),
        Figures.whole((long) row.get("ok")),
        Figures.whole((long) row.get("tokens")),
        Figures.whole((long) row.get("bytes")),
        Figures.real(row.get("perplexity")),
        Figures.real(row.get("bits_per_byte")),
        Figures.real(row.get("perplexity_p5")),
        Figures.real(row.get("perplexity_p50")),
        Figures.real(row.get("perplexity_p95")),
        Figures.real(row.get("tokens_per_second")));
  }

  private static String bad(ScoreResult result) {
    Map<String, Object> whole = result.summary().get(0);
    List<String> counts = new ArrayList<>();
    for (Status status : Status.values()) {
      long count = (long) whole.get(status.text());
      if (status != Status.OK && count > 0) {
        counts.add(status.text() + " " + Figures.whole(count));
      }
    }
    return "Not scored: %s (column error of documents/ says why)%s%n"
        .formatted(
            String.join(", ", counts),
            result.tooManyBad() ? "; that is more than --max-bad-fraction allows" : "");
  }

  private static void appendTable(StringBuilder text, List<List<String>> cells) {
    int[] widths = new int[HEADINGS.size()];
    for (List<String> row : cells) {
      for (int c = 0; c < widths.length; c++) {
        widths[c] = Math.max(widths[c], row.get(c).length());
      }
    }
    for (List<String> row : cells) {
      StringBuilder line = new StringBuilder();
      for (int c = 0; c < widths.length; c++) {
        String padding = " ".repeat(widths[c] - row.get(c).length());
        line.append(c == 0 ? row.get(c) + padding : "  " + padding + row.get(c));
      }
      text.append(line.toString().stripTrailing()).append(System.lineSeparator());
    }
  }
}
