package org.longstride.job.run;

import java.io.FileNotFoundException;
import java.nio.file.NoSuchFileException;

/** What an exception has to say to people. */
public final class ErrorMessage {

  private ErrorMessage() {}

  /** One line: the first of the innermost cause that has a message. */
  public static String of(Throwable thrown) {
    Throwable telling = thrown;
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause.getMessage() != null && !cause.getMessage().isBlank()) {
        telling = cause;
      }
    }
    String message = telling.getMessage();
    if (message == null || message.isBlank()) {
      return telling.getClass().getSimpleName();
    }
    String line = message.strip().lines().findFirst().orElseThrow();
    if (telling instanceof NoSuchFileException || telling instanceof FileNotFoundException) {
      return line.contains("exist") || line.contains("such") ? line : line + " does not exist";
    }
    // The messages of these name only an operand.
    boolean bare =
        telling instanceof NullPointerException
            || telling instanceof IndexOutOfBoundsException
            || telling instanceof ClassNotFoundException
            || telling instanceof Error;
    return bare ? telling.getClass().getSimpleName() + ": " + line : line;
  }
}
