package org.longstride.kernels.bench;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** Prints rows in columns of fixed width, so that each can be shown when it is known. */
final class Table {

  private final PrintStream out;
  private final int[] widths;

  /**
   * Prints the head.
   *
   * @param out where rows go
   * @param columns the names of the columns
   * @param widths their widths; a negative one is aligned to the left
   */
  Table(PrintStream out, List<String> columns, int... widths) {
    this.out = out;
    this.widths = widths.clone();
    row(columns.toArray());
  }

  /** Prints a row; numbers of the type double get three figures at the least. */
  void row(Object... cells) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < cells.length; i++) {
      line.append(String.format("%" + widths[i] + "s  ", text(cells[i])));
    }
    out.println(line.toString().stripTrailing());
  }

  private static String text(Object cell) {
    if (!(cell instanceof Double x)) {
      return cell instanceof Integer n ? String.format(Locale.ROOT, "%,d", n) : cell.toString();
    }
    int digits = x >= 100 ? 0 : x >= 10 ? 1 : x >= 1 ? 2 : 3;
    return String.format(Locale.ROOT, "%,." + digits + "f", x);
  }
}
