package org.longstride.job.explain;

import java.nio.charset.Charset;

/** Text for terminals that know no block characters. */
public final class AsciiText {

  private static final String UNICODE = "█▀▄■┌┐└┘─│…≈×";
  private static final String ASCII = ":'.#++++-|.~x";

  private AsciiText() {}

  /** The text, in characters that a terminal of the given character set can show. */
  public static String fit(String text, Charset terminal) {
    return terminal.newEncoder().canEncode(UNICODE) ? text : of(text);
  }

  /**
   * The text in ASCII, every character in its place: of a character of a picture {@code '} is the
   * upper cell, {@code .} the lower, {@code :} both.
   */
  static String of(String text) {
    StringBuilder ascii = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      int at = UNICODE.indexOf(text.charAt(i));
      ascii.append(at < 0 ? text.charAt(i) : ASCII.charAt(at));
    }
    return ascii.toString();
  }
}
