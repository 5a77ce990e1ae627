package org.longstride.job.cli;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.longstride.job.UsageException;

/** The texts that a command names as its files. */
final class TextFiles {

  private TextFiles() {}

  /**
   * @throws UsageException if there is no such file, or it is not UTF-8
   */
  static String read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new UsageException("FILE is " + file + ", there is no such file");
    }
    try {
      return Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new UsageException("FILE is " + file + ", which is not UTF-8", e);
    }
  }
}
