package org.longstride.job.scoring;

/** Counts the words of a text: the runs of characters that are not whitespace. */
public final class Words {

  private Words() {}

  /**
   * How many whitespace-separated words the text has. Whitespace is what Unicode calls so, with the
   * separators U+001C to U+001F: what Python's {@code str.split()} splits at.
   */
  public static long count(String text) {
    long words = 0;
    boolean inWord = false;
    // Every whitespace character lies in the basic plane, so chars do.
    for (int i = 0; i < text.length(); i++) {
      boolean space = isSpace(text.charAt(i));
      if (!space && !inWord) {
        words++;
      }
      inWord = !space;
    }
    return words;
  }

  private static boolean isSpace(char c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\u0085';
  }
}
