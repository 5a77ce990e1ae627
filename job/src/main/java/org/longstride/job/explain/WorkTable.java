package org.longstride.job.explain;

import java.util.ArrayList;
import java.util.List;

/** The work of a pattern as a table: a row for heads that see alike, and one for all. */
final class WorkTable {

  private static final List<String> HEAD =
      List.of(
          "heads", "see", "mean", "largest", "density", "passes", "tiles", "keys a tile", "filled");

  /** Columns of words, which come first and are written from the left. */
  private static final int WORDS = 2;

  /** The widest column. */
  private static final int WIDEST = 44;

  private WorkTable() {}

  /** The table's lines, all but the words right-aligned. */
  static List<String> lines(Work work) {
    List<List<String>> cells = new ArrayList<>();
    cells.add(HEAD);
    for (Work.Row row : work.rows()) {
      cells.add(cells(row, work));
    }
    if (work.rows().size() > 1) {
      cells.add(all(work));
    }
    List<String> lines = align(cells);
    lines.add("");
    lines.add(
        "mean, largest: keys a query sees; density: of the pairs of full attention; filled: of the");
    lines.add(
        "slots of a tile's 64 lanes, those that hold a visible pair"
            + (work.exact() ? "" : "; ≈: tiles were sampled"));
    return lines;
  }

  private static List<String> cells(Work.Row row, Work work) {
    String about = row.exact() ? "" : "≈ ";
    return List.of(
        row.where(),
        row.label(),
        about + Quantities.mean(row.visible() / work.sequence().length()),
        about + Quantities.count(row.largest()),
        share(row.visible() / work.pairs(), row.exact()),
        Quantities.count(row.passes()),
        Quantities.count(row.tiles()),
        about + Quantities.mean(row.met() / row.tiles()),
        share(row.filled(), row.exact()));
  }

  private static List<String> all(Work work) {
    String about = work.exact() ? "" : "≈ ";
    double mean = work.visible() / work.heads();
    return List.of(
        "all",
        "",
        about + Quantities.mean(mean / work.sequence().length()),
        about + Quantities.count(work.largest()),
        share(mean / work.pairs(), work.exact()),
        "",
        "",
        "",
        share(work.slots() == 0 ? 0 : work.visible() / work.slots(), work.exact()));
  }

  private static String share(double share, boolean exact) {
    if (exact) {
      return Quantities.share(share);
    }
    // What is estimated may be a little more than all, or all but a little.
    return "≈ " + Quantities.share(share > 0.9999 ? 1 : share);
  }

  private static List<String> align(List<List<String>> cells) {
    int[] widths = new int[HEAD.size()];
    for (List<String> row : cells) {
      for (int c = 0; c < widths.length; c++) {
        widths[c] = Math.min(WIDEST, Math.max(widths[c], row.get(c).length()));
      }
    }
    List<String> lines = new ArrayList<>();
    for (List<String> row : cells) {
      StringBuilder line = new StringBuilder();
      for (int c = 0; c < widths.length; c++) {
        String cell = row.get(c);
        String shown = cell.length() > WIDEST ? cell.substring(0, WIDEST - 1) + "…" : cell;
        String room = " ".repeat(widths[c] - shown.length());
        line.append(c < WORDS ? shown + room : room + shown).append("  ");
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }
}
