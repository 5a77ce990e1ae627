package org.longstride.kernels.pattern;

/**
 * A text that is not a pattern. The message is one line: what is wrong, where, and what was meant
 * perhaps.
 */
public final class PatternSyntaxException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  /** How much of the text is shown to each side. */
  private static final int CONTEXT = 60;

  private final int position;

  /** What is wrong with the text, at the character {@code position} (from 0). */
  public PatternSyntaxException(String message, int position) {
    super(message);
    this.position = position;
  }

  /** What is wrong with the text, shown with a mark before the character. */
  public static PatternSyntaxException at(String text, int position, String problem) {
    int from = Math.max(0, position - CONTEXT);
    int to = Math.min(text.length(), position + CONTEXT);
    String before = (from > 0 ? "..." : "") + text.substring(from, position);
    String after = text.substring(position, to) + (to < text.length() ? "..." : "");
    String shown = (before + ">>>" + after).replaceAll("\\s", " ");
    return new PatternSyntaxException(
        problem + ", at character " + (position + 1) + ": " + shown, position);
  }

  /** The character at which the text goes wrong, from 0. */
  public int position() {
    return position;
  }
}
