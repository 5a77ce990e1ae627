package org.longstride.job.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Folders that live as long as the JVM: models that were fetched or unpacked. */
final class TemporaryFolders {

  private TemporaryFolders() {}

  static Path create() throws IOException {
    Path folder = Files.createTempDirectory("longstride-model-");
    Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
    return folder;
  }

  private static void delete(Path folder) {
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      // The JVM is ending and nobody listens; the system cleans its temporary folder itself.
      return;
    }
  }
}
