package org.longstride.job.explain;

import java.util.Locale;
import java.util.Map;

/**
 * A matrix in SVG: the query's own cell dark and the keys it sees in the colour of their set, after
 * the figures of the Sparse Transformer and BigBird papers. A row's neighbouring cells are one
 * dashed line, a dash a cell: {@code M} column, row and a half cell, {@code h} cells. The paths'
 * class names are {@code own} and {@code set0}, {@code set1}, ...
 */
final class SvgPanel {

  /** Above the matrix: which heads it shows. */
  static final int HEADING = 20;

  /** A line of the legend below. */
  static final int LEGEND_LINE = 17;

  /** Cells are lines of nine tenths of a cell, dashed alike; the rest is the gap to the next. */
  static final String STYLE = "fill:none;stroke-width:.9;stroke-dasharray:.9 .1";

  private static final String HALF = ".45";
  private static final String OUTLINE = "h.9v.9h-.9z";

  private static final double CHARACTER = 6.65;

  private SvgPanel() {}

  /** The height of a panel whose matrix has so many pixels a side. */
  static int height(Picture.Panel panel, int pixels) {
    return HEADING + pixels + 6 + LEGEND_LINE * panel.legend().size();
  }

  /**
   * Draws a panel.
   *
   * @param svg where to
   * @param panel the matrix
   * @param causal whether nothing above the diagonal can be seen
   * @param x left edge
   * @param y upper edge
   * @param pixels side of the matrix
   */
  static void draw(
      StringBuilder svg, Picture.Panel panel, boolean causal, int x, int y, int pixels) {
    text(svg, x, y + 13, "head", fit(panel.where(), pixels));
    int size = panel.cells().size();
    svg.append(
        String.format(
            Locale.ROOT,
            "<g class=\"matrix\" transform=\"translate(%d %d) scale(%.5f)\">\n",
            x,
            y + HEADING,
            (double) pixels / size));
    ground(svg, size, causal);
    for (int colour : panel.legend().keySet()) {
      cells(svg, panel, "set" + colour, (row, column) -> shows(panel, row, column, colour));
    }
    cells(svg, panel, "own", (row, column) -> row == column && panel.seen(row, column));
    outlines(svg, panel);
    svg.append("</g>\n");
    int line = y + HEADING + pixels + 6;
    for (Map.Entry<Integer, String> entry : panel.legend().entrySet()) {
      swatch(svg, x, line, "set" + entry.getKey());
      text(svg, x + 16, line + 10, "set", fit(entry.getValue(), pixels - 16));
      line += LEGEND_LINE;
    }
  }

  private static boolean shows(Picture.Panel panel, int row, int column, int colour) {
    return row != column && panel.seen(row, column) && panel.colour(row, column) == colour;
  }

  /** Which cells a path is made of. */
  private interface Cells {
    boolean has(int row, int column);
  }

  private static void cells(StringBuilder svg, Picture.Panel panel, String name, Cells cells) {
    int size = panel.cells().size();
    StringBuilder path = new StringBuilder();
    for (int row = 0; row < size; row++) {
      for (int column = 0; column < size; column++) {
        int start = column;
        while (column < size && cells.has(row, column)) {
          column++;
        }
        if (column > start) {
          path.append('M').append(start).append(' ').append(row).append(HALF);
          path.append('h').append(column - start);
        }
      }
    }
    path(svg, name, path);
  }

  /** Cells of the diagonal that see all but themselves. */
  private static void outlines(StringBuilder svg, Picture.Panel panel) {
    StringBuilder path = new StringBuilder();
    for (int cell = 0; cell < panel.cells().size(); cell++) {
      if (!panel.seen(cell, cell)) {
        path.append('M').append(cell).append(' ').append(cell).append(OUTLINE);
      }
    }
    path(svg, "blind", path);
  }

  private static void path(StringBuilder svg, String name, StringBuilder path) {
    if (!path.isEmpty()) {
      svg.append("<path class=\"").append(name).append("\" d=\"").append(path).append("\"/>\n");
    }
  }

  /** What can be seen at all: the square, or its lower triangle in steps of a cell. */
  private static void ground(StringBuilder svg, int size, boolean causal) {
    StringBuilder outline = new StringBuilder("M0 0");
    for (int row = 0; row < size; row++) {
      outline.append(causal ? "h1v1" : row == 0 ? "h" + size + "v" + size : "");
    }
    svg.append("<path class=\"ground\" d=\"").append(outline).append("H0z\"/>\n");
  }

  static void swatch(StringBuilder svg, int x, int y, String name) {
    svg.append(
        "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"11\" height=\"11\"/>\n"
            .formatted(name, x, y));
  }

  static void text(StringBuilder svg, int x, int y, String name, String text) {
    svg.append(
        "<text class=\"%s\" x=\"%d\" y=\"%d\">%s</text>\n".formatted(name, x, y, escape(text)));
  }

  static String escape(String text) {
    return text.replaceAll("[\\p{Cntrl}\\s]", " ")
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  /** The text, cut where it would be wider than that. */
  static String fit(String text, int pixels) {
    int most = (int) (pixels / CHARACTER);
    return text.length() <= most ? text : text.substring(0, Math.max(0, most - 1)) + "…";
  }
}
