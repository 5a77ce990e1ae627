package org.longstride.kernels.pattern;

/**
 * A text that is not a pattern. The message is one line: what is wrong, where, and what was meant
 * perhaps.
 */
public final class PatternSyntaxException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  private final int position;

  /** What is wrong with the text, at the character {@code position} (from 0). */
  public PatternSyntaxException(String message, int position) {
    super(message);
    this.position = position;
  }

  /** The character at which the text goes wrong, from 0. */
  public int position() {
    return position;
  }
}
