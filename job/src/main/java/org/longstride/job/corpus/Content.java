package org.longstride.job.corpus;

import org.longstride.job.corpus.Document.Problem;
import org.longstride.job.scoring.Status;

/**
 * A document's text or tokens after they have been looked at: exactly one of the three is not null.
 *
 * @param text valid UTF-8
 * @param tokens token ids
 * @param problem why there is neither
 */
record Content(byte[] text, int[] tokens, Problem problem) {

  static Content ofText(byte[] text) {
    if (text.length == 0) {
      return problem(Status.EMPTY, "the text is empty");
    }
    int invalid = Utf8.firstInvalid(text, 0, text.length);
    if (invalid >= 0) {
      return problem(
          Status.INVALID_UTF8,
          "byte %d of the text (0x%02x) is not UTF-8".formatted(invalid, text[invalid] & 0xff));
    }
    return new Content(text, null, null);
  }

  static Content ofTokens(int[] tokens) {
    return tokens.length == 0
        ? problem(Status.EMPTY, "there are no tokens")
        : new Content(null, tokens, null);
  }

  static Content tooLong(long bytes) {
    return problem(
        Status.TOO_LONG,
        "%d bytes or more are above the %d that a document may have"
            .formatted(bytes, ByteLines.MAX_BYTES));
  }

  static Content problem(Status status, String message) {
    return new Content(null, null, new Problem(status, message));
  }
}
