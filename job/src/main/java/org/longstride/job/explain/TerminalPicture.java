package org.longstride.job.explain;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A picture in characters: half blocks, so that a character holds two cells, one above the other,
 * and cells are square. In colour a set of keys has the colour that it has in SVG.
 */
final class TerminalPicture {

  private static final String GAP = "  ";

  /** Room for what is written above and below a small matrix. */
  private static final int LEAST_WIDTH = 30;

  /** Of the 256 colours of terminals those next to the sheet's. */
  private static final int[] COLOURS = {75, 215, 78, 140, 168, 44};

  /** The query's own cell: the terminal's strongest blue reads on black and on white. */
  private static final int OWN = 27;

  private static final String RESET = "\u001b[0m";

  private final boolean colour;

  private TerminalPicture(boolean colour) {
    this.colour = colour;
  }

  /** The picture's lines. */
  static List<String> lines(Picture picture, boolean colour) {
    TerminalPicture terminal = new TerminalPicture(colour);
    List<List<String>> panels = picture.panels().stream().map(terminal::panel).toList();
    int height = panels.stream().mapToInt(List::size).max().orElse(0);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < height; i++) {
      StringBuilder line = new StringBuilder();
      for (int p = 0; p < panels.size(); p++) {
        List<String> panel = panels.get(p);
        int width = width(picture.panels().get(p));
        line.append(i < panel.size() ? panel.get(i) : " ".repeat(width)).append(GAP);
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }

  private static int width(Picture.Panel panel) {
    return Math.max(LEAST_WIDTH, panel.cells().size() + 2);
  }

  /** A panel's lines, all equally wide. */
  private List<String> panel(Picture.Panel panel) {
    int size = panel.cells().size();
    List<String> lines = new ArrayList<>();
    int width = width(panel);
    String beside = " ".repeat(width - size - 2);
    lines.add(pad(panel.where(), width));
    lines.add("┌" + "─".repeat(size) + "┐" + beside);
    for (int row = 0; row < size; row += 2) {
      StringBuilder line = new StringBuilder("│");
      for (int column = 0; column < size; column++) {
        line.append(character(shade(panel, row, column), shade(panel, row + 1, column)));
      }
      lines.add(line.append("│").append(beside).toString());
    }
    lines.add("└" + "─".repeat(size) + "┘" + beside);
    for (Map.Entry<Integer, String> entry : panel.legend().entrySet()) {
      String swatch = colour ? "\u001b[38;5;" + COLOURS[entry.getKey()] + "m■" + RESET + " " : "";
      lines.add(swatch + pad(entry.getValue(), width - (colour ? 2 : 0)));
    }
    return lines;
  }

  /** The terminal's colour of a cell; 0: unseen. */
  private static int shade(Picture.Panel panel, int row, int column) {
    if (row >= panel.cells().size() || !panel.seen(row, column)) {
      return 0;
    }
    return row == column ? OWN : COLOURS[panel.colour(row, column)];
  }

  private String character(int upper, int lower) {
    if (upper == 0 && lower == 0) {
      return " ";
    }
    if (!colour) {
      return upper == 0 ? "▄" : lower == 0 ? "▀" : "█";
    }
    if (upper == lower) {
      return "\u001b[38;5;" + upper + "m█" + RESET;
    }
    if (upper == 0) {
      return "\u001b[38;5;" + lower + "m▄" + RESET;
    }
    String ground = lower == 0 ? "" : ";48;5;" + lower;
    return "\u001b[38;5;" + upper + ground + "m▀" + RESET;
  }

  private static String pad(String text, int width) {
    return text.length() > width
        ? text.substring(0, width - 1) + "…"
        : text + " ".repeat(width - text.length());
  }
}
