package org.longstride.job.corpus;

/**
 * Strict UTF-8 (Unicode 15, table 3-7): no surrogates, no overlong forms, nothing above U+10FFFF.
 */
final class Utf8 {

  private Utf8() {}

  /**
   * Offset from {@code from} of the first byte of the first ill-formed sequence, or -1 where all
   * bytes are well-formed.
   */
  static int firstInvalid(byte[] bytes, int from, int to) {
    int i = from;
    while (i < to) {
      int lead = bytes[i];
      if (lead >= 0) {
        i++;
        continue;
      }
      int length = sequenceLength(lead & 0xff);
      if (length == 0 || i + length > to || !wellFormed(bytes, i, length)) {
        return i - from;
      }
      i += length;
    }
    return -1;
  }

  private static int sequenceLength(int lead) {
    if (lead >= 0xc2 && lead <= 0xdf) {
      return 2;
    }
    if (lead >= 0xe0 && lead <= 0xef) {
      return 3;
    }
    return lead >= 0xf0 && lead <= 0xf4 ? 4 : 0;
  }

  private static boolean wellFormed(byte[] bytes, int at, int length) {
    for (int k = 1; k < length; k++) {
      if ((bytes[at + k] & 0xc0) != 0x80) {
        return false;
      }
    }
    int second = bytes[at + 1] & 0xff;
    return switch (bytes[at] & 0xff) {
      case 0xe0 -> second >= 0xa0;
      case 0xed -> second < 0xa0;
      case 0xf0 -> second >= 0x90;
      case 0xf4 -> second < 0x90;
      default -> true;
    };
  }

  /** Index of the first char that is half of a surrogate pair without the other, or -1. */
  static int firstLoneSurrogate(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        return i;
      }
    }
    return -1;
  }
}
