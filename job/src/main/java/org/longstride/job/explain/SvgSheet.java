package org.longstride.job.explain;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * A sheet of pictures in SVG, each with its pattern above it, in columns a matrix wide. It brings
 * its own ground, light or dark as the reader's screen is.
 */
final class SvgSheet {

  private static final int MARGIN = 26;
  private static final int GAP = 22;
  private static final int ROW_GAP = 30;
  private static final int TITLE_LINE = 16;
  private static final int CAPTION_LINE = 15;
  private static final int FOOT = 34;

  /** What a character takes, in titles and in captions. */
  private static final double TITLE_CHARACTER = 7.3;

  private static final double CAPTION_CHARACTER = 6.2;

  private static final String STYLE =
      """
      <style>
      .card{fill:#fff;stroke:#d5dbe3}
      text{font-family:'DejaVu Sans','Helvetica Neue',Helvetica,Arial,sans-serif;fill:#1c2733}
      .title{font-family:'DejaVu Sans Mono',Menlo,Consolas,monospace;font-size:12px;font-weight:bold}
      .caption,.set,.key{font-size:11px;fill:#5d6976}
      .head{font-size:12px}
      .set{font-family:'DejaVu Sans Mono',Menlo,Consolas,monospace}
      path{CELLS}path.ground{stroke:none}
      rect.set0{fill:#5b9ee6}rect.set1{fill:#f2a541}rect.set2{fill:#45b07c}
      rect.set3{fill:#b07fd1}rect.set4{fill:#e5698f}rect.set5{fill:#38b6c2}
      path.set0{stroke:#5b9ee6}path.set1{stroke:#f2a541}path.set2{stroke:#45b07c}
      path.set3{stroke:#b07fd1}path.set4{stroke:#e5698f}path.set5{stroke:#38b6c2}
      rect.own{fill:#12335c}path.own,path.blind{stroke:#12335c}
      path.blind{stroke-width:.12;stroke-dasharray:none}path.ground{fill:#edf0f4}
      @media(prefers-color-scheme:dark){
      .card{fill:#11161d;stroke:#2b3541}text{fill:#e7ecf2}
      .caption,.set,.key{fill:#9aa6b4}
      path.ground{fill:#212a35}rect.own{fill:#f1f5fa}path.own,path.blind{stroke:#f1f5fa}}
      </style>
      """
          .replace("CELLS", SvgPanel.STYLE);

  /**
   * A picture and what is written above it.
   *
   * @param title the pattern
   * @param caption what is drawn
   * @param picture the matrices
   */
  record Entry(String title, String caption, Picture picture) {

    int columns() {
      return picture.panels().size();
    }

    int width(int pixels) {
      return columns() * pixels + (columns() - 1) * GAP;
    }

    List<String> titleLines(int pixels) {
      return Meaning.wrap(title, (int) (width(pixels) / TITLE_CHARACTER));
    }

    List<String> captionLines(int pixels) {
      return Meaning.wrap(caption, (int) (width(pixels) / CAPTION_CHARACTER));
    }

    /** What is written above the matrices. */
    int textHeight(int pixels) {
      return TITLE_LINE * titleLines(pixels).size()
          + CAPTION_LINE * captionLines(pixels).size()
          + 6;
    }

    int panelHeight(int pixels) {
      return picture.panels().stream()
          .mapToInt(panel -> SvgPanel.height(panel, pixels))
          .max()
          .orElse(0);
    }
  }

  private final StringBuilder body = new StringBuilder();
  private final int pixels;
  private int y = MARGIN;
  private int right;

  private SvgSheet(int pixels) {
    this.pixels = pixels;
  }

  /**
   * The sheet, an SVG document.
   *
   * @param entries the pictures
   * @param pixels side of a matrix
   * @param columns matrices side by side, at the most; a picture of more has a row for itself
   */
  static String of(List<Entry> entries, int pixels, int columns) {
    SvgSheet sheet = new SvgSheet(pixels);
    List<Entry> rest = new ArrayList<>(entries);
    while (!rest.isEmpty()) {
      sheet.add(row(rest, columns));
    }
    return sheet.document();
  }

  /** Takes the next picture, and of those behind it what still fits beside it. */
  private static List<Entry> row(List<Entry> rest, int columns) {
    List<Entry> row = new ArrayList<>();
    row.add(rest.remove(0));
    int free = columns - row.get(0).columns();
    for (Iterator<Entry> next = rest.iterator(); next.hasNext() && free > 0; ) {
      Entry entry = next.next();
      if (entry.columns() <= free) {
        free -= entry.columns();
        row.add(entry);
        next.remove();
      }
    }
    return row;
  }

  private void add(List<Entry> row) {
    int top = y + row.stream().mapToInt(entry -> entry.textHeight(pixels)).max().orElse(0);
    int x = MARGIN;
    for (Entry entry : row) {
      int line = top - entry.textHeight(pixels);
      line = lines(x, line, TITLE_LINE, "title", entry.titleLines(pixels), TITLE_CHARACTER);
      lines(x, line, CAPTION_LINE, "caption", entry.captionLines(pixels), CAPTION_CHARACTER);
      for (Picture.Panel panel : entry.picture().panels()) {
        SvgPanel.draw(body, panel, entry.picture().drawn().causal(), x, top, pixels);
        x += pixels + GAP;
      }
      right = Math.max(right, x - GAP);
    }
    y = top + row.stream().mapToInt(entry -> entry.panelHeight(pixels)).max().orElse(0) + ROW_GAP;
  }

  /** Writes lines below {@code top} and returns where they end. */
  private int lines(int x, int top, int height, String name, List<String> lines, double character) {
    int y = top;
    for (String line : lines) {
      y += height;
      SvgPanel.text(body, x, y - 4, name, line);
      right = Math.max(right, x + (int) (character * line.length()));
    }
    return y;
  }

  private String document() {
    int foot = y - ROW_GAP + 16;
    SvgPanel.swatch(body, MARGIN, foot, "own");
    String key =
        "the query's own cell, outlined where it is not seen; rows are queries, columns are keys;"
            + " triangles are causal";
    SvgPanel.text(body, MARGIN + 16, foot + 10, "key", key);
    int width = Math.max(right, MARGIN + 16 + (int) (CAPTION_CHARACTER * key.length())) + MARGIN;
    int height = foot + FOOT;
    String size = width + "\" height=\"" + height;
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\""
        + size
        + "\" viewBox=\"0 0 "
        + width
        + " "
        + height
        + "\" role=\"img\">\n"
        + STYLE
        + "<rect class=\"card\" x=\".5\" y=\".5\" rx=\"10\" width=\""
        + (width - 1)
        + "\" height=\""
        + (height - 1)
        + "\"/>\n"
        + body
        + "</svg>\n";
  }
}
