package org.longstride.job.corpus;

import java.io.IOException;

/**
 * A compressed file does not decompress: it is cut off, or its bytes were changed. Reading it again
 * would not help, unlike after a failure of the file system.
 */
final class CorruptStreamException extends IOException {

  private static final long serialVersionUID = 1L;

  CorruptStreamException(String message, Throwable cause) {
    super(message, cause);
  }
}
