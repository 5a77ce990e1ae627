package org.longstride.job.text;

/** Turns text into token ids. Immutable and shared by all tasks of a JVM. */
public interface Tokenizer extends AutoCloseable {

  /**
   * The token ids of the text, with the special tokens that the model expects around it (a
   * beginning of sequence, say).
   */
  int[] encode(String text);

  /** Gives native memory back. */
  @Override
  default void close() {}
}
