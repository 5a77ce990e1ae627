package org.longstride.job.corpus;

import java.io.Serializable;
import org.longstride.job.scoring.Status;

/**
 * A document as the corpus has it: its text, or its tokens, or what is wrong with it. It travels
 * between executors, so nothing of it is decoded before it must be.
 *
 * @param id the value of the id column, or a hash of source and position
 * @param source the file, relative to the input's root
 * @param position where the document starts within the file: its row in Parquet, its byte (after
 *     decompression) in JSON lines and text
 * @param text valid UTF-8; null where the corpus is of tokens or there is a problem
 * @param tokens token ids; null where the corpus is of text or there is a problem
 * @param kept the values of the columns that are passed through, in their order
 * @param problem what is wrong, or null
 */
public record Document(
    String id,
    String source,
    long position,
    byte[] text,
    int[] tokens,
    Object[] kept,
    Problem problem)
    implements Serializable {

  /**
   * What is wrong with a document.
   *
   * @param status neither ok nor null
   * @param message what and where, one line
   */
  public record Problem(Status status, String message) implements Serializable {}

  /** Bytes of text or number of tokens: what the document's size is estimated from. */
  public long size() {
    if (text != null) {
      return text.length;
    }
    return tokens == null ? 0 : tokens.length;
  }
}
