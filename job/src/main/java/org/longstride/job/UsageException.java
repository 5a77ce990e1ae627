package org.longstride.job;

/**
 * What was asked for cannot be done as it was asked: an option, an input, a column, a model or an
 * output is not what it must be. The message is one line that names the argument, its value and the
 * remedy; the command prints it and ends with exit code 2.
 */
public final class UsageException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public UsageException(String message) {
    super(message);
  }

  public UsageException(String message, Throwable cause) {
    super(message, cause);
  }
}
