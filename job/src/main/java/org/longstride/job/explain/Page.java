package org.longstride.job.explain;

/** A text in sections, whose entries have a name at the left and a wrapped value beside it. */
final class Page {

  /** Lines are no longer, where words can be broken. */
  private static final int WIDTH = 100;

  private static final int NAME_WIDTH = 14;

  private final StringBuilder text = new StringBuilder();

  /** Begins a section. */
  void section(String title) {
    text.append('\n').append(title).append('\n');
  }

  /** Adds an entry. */
  void entry(String name, String value) {
    String margin = "  " + name + " ".repeat(Math.max(1, NAME_WIDTH - name.length()));
    for (String line : Meaning.wrap(value, WIDTH - NAME_WIDTH - 2)) {
      line(margin + line);
      margin = " ".repeat(NAME_WIDTH + 2);
    }
  }

  /** Adds a line as it is. */
  void line(String line) {
    text.append(line.stripTrailing()).append('\n');
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
