package org.longstride.job.scoring;

import java.io.Serializable;

/**
 * The outcome of one document: its status, and its likelihoods where it was scored.
 *
 * @param status what became of it
 * @param error what was wrong and where, one line; null where nothing was
 * @param bytes length of the text in UTF-8; null where there is no valid text
 * @param words whitespace-separated words of the text; null where there is no valid text
 * @param tokens how many tokens the document has, those that the tokenizer adds included; null
 *     where they are not known
 * @param likelihoods what the model thinks of it; null unless the status is ok
 * @param seconds how long tokenizing and scoring took
 */
public record DocumentScore(
    Status status,
    String error,
    Long bytes,
    Long words,
    Long tokens,
    Likelihoods likelihoods,
    double seconds)
    implements Serializable {

  public DocumentScore {
    if ((status == Status.OK) != (likelihoods != null)) {
      throw new IllegalArgumentException("status " + status + " with likelihoods " + likelihoods);
    }
  }
}
