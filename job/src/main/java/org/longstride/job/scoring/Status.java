package org.longstride.job.scoring;

import java.util.Locale;

/** What became of a document. */
public enum Status {
  /** Scored. */
  OK,
  /** There is no text: null, missing, or without a single byte or token. */
  EMPTY,
  /** More tokens than the run or the model takes, or more bytes than a document may have. */
  TOO_LONG,
  /** The bytes are not UTF-8, or the text holds half of a surrogate pair. */
  INVALID_UTF8,
  /** A token id is null, negative, or outside of the model's vocabulary. */
  INVALID_TOKENS,
  /** Anything else; the error says what. */
  FAILED;

  /** The status as the output spells it: {@code ok}, {@code too_long}, ... */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
