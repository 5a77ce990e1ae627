package org.longstride.job.explain;

import java.util.List;

/**
 * A sheet of pictures in SVG, each with its pattern above it, from left to right and from top to
 * bottom. It brings its own ground, light or dark as the reader's screen is.
 */
final class SvgSheet {

  private static final int MARGIN = 28;
  private static final int GAP = 28;
  private static final int TITLE = 46;
  private static final int FOOT = 34;

  private static final String STYLE =
      """
      <style>
      .card{fill:#fff;stroke:#d5dbe3}
      text{font-family:'DejaVu Sans','Helvetica Neue',Helvetica,Arial,sans-serif;fill:#1c2733}
      .title{font-family:'DejaVu Sans Mono',Menlo,Consolas,monospace;font-size:13px;font-weight:bold}
      .caption,.set,.key{font-size:11px;fill:#5d6976}
      .head{font-size:12px}
      .set{font-family:'DejaVu Sans Mono',Menlo,Consolas,monospace}
      .ground{fill:#edf0f4}.own{fill:#12335c}
      .blind{fill:none;stroke:#12335c;stroke-width:.12}
      path.set0,rect.set0{fill:#5b9ee6}path.set1,rect.set1{fill:#f2a541}
      path.set2,rect.set2{fill:#45b07c}path.set3,rect.set3{fill:#b07fd1}
      path.set4,rect.set4{fill:#e5698f}path.set5,rect.set5{fill:#38b6c2}
      @media(prefers-color-scheme:dark){
      .card{fill:#11161d;stroke:#2b3541}text{fill:#e7ecf2}
      .caption,.set,.key{fill:#9aa6b4}
      .ground{fill:#212a35}.own{fill:#f1f5fa}.blind{stroke:#f1f5fa}}
      </style>
      """;

  /**
   * A picture and what is written above it.
   *
   * @param title the pattern
   * @param caption what is drawn
   * @param picture the matrices
   */
  record Entry(String title, String caption, Picture picture) {

    int width(int pixels) {
      int panels = picture.panels().size();
      return panels * pixels + (panels - 1) * GAP / 2;
    }

    int height(int pixels) {
      return TITLE
          + picture.panels().stream()
              .mapToInt(panel -> SvgPanel.height(panel, pixels))
              .max()
              .orElse(0);
    }
  }

  private final StringBuilder body = new StringBuilder();
  private final int pixels;
  private final int wrap;
  private int x = MARGIN;
  private int y = MARGIN;
  private int rowHeight;
  private int right;

  private SvgSheet(int pixels, int wrap) {
    this.pixels = pixels;
    this.wrap = wrap;
  }

  /**
   * The sheet, an SVG document.
   *
   * @param entries the pictures
   * @param pixels side of a matrix
   * @param wrap how wide the sheet may become before a new row begins
   */
  static String of(List<Entry> entries, int pixels, int wrap) {
    SvgSheet sheet = new SvgSheet(pixels, wrap);
    entries.forEach(sheet::add);
    return sheet.document();
  }

  private void add(Entry entry) {
    int width = Math.max(entry.width(pixels), titleWidth(entry));
    if (x > MARGIN && x + width > wrap) {
      x = MARGIN;
      y += rowHeight + GAP;
      rowHeight = 0;
    }
    SvgPanel.text(body, x, y + 14, "title", entry.title());
    SvgPanel.text(body, x, y + 32, "caption", entry.caption());
    int left = x;
    for (Picture.Panel panel : entry.picture().panels()) {
      SvgPanel.draw(body, panel, entry.picture().drawn().causal(), left, y + TITLE, pixels);
      left += pixels + GAP / 2;
    }
    x += width + GAP;
    right = Math.max(right, x - GAP);
    rowHeight = Math.max(rowHeight, entry.height(pixels));
  }

  private static int titleWidth(Entry entry) {
    return (int) Math.max(7.9 * entry.title().length(), 6.3 * entry.caption().length());
  }

  private String document() {
    int foot = y + rowHeight + 14;
    SvgPanel.swatch(body, MARGIN, foot, "own");
    String key =
        "the query's own cell, outlined where it is not seen; rows are queries, columns are keys";
    SvgPanel.text(body, MARGIN + 16, foot + 10, "key", key);
    int width = Math.max(right, MARGIN + 16 + (int) (6.3 * key.length())) + MARGIN;
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
