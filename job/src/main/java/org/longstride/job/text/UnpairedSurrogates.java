package org.longstride.job.text;

/** Finds half characters: a text that holds one is no Unicode, and no tokenizer means anything. */
final class UnpairedSurrogates {

  private UnpairedSurrogates() {}

  /**
   * Checks a text.
   *
   * @throws IllegalArgumentException if it holds a surrogate without its other half
   */
  static void refuse(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!Character.isSurrogate(c)) {
        continue;
      }
      boolean paired =
          Character.isHighSurrogate(c)
              && i + 1 < text.length()
              && Character.isLowSurrogate(text.charAt(i + 1));
      if (!paired) {
        throw new IllegalArgumentException(
            String.format("the text holds half a character (U+%04X) at %d", (int) c, i));
      }
      i++;
    }
  }
}
