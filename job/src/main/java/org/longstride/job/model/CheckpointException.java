package org.longstride.job.model;

/**
 * A model that cannot be loaded. The message is one line: the file, what is wrong with it, and what
 * to do.
 */
public final class CheckpointException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** What is wrong. */
  public CheckpointException(String message) {
    super(message);
  }

  /** What is wrong, and what it came from. */
  public CheckpointException(String message, Throwable cause) {
    super(message, cause);
  }
}
