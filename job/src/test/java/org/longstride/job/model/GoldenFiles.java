package org.longstride.job.model;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/**
 * Where the golden files lie: in the folder {@code golden} of the one that the system property
 * {@code longstride.shared} names, by default the neighbour {@code shared} of the project.
 */
public final class GoldenFiles {

  private GoldenFiles() {}

  /** A golden file or folder, if there is one. */
  public static Optional<Path> find(String name) {
    Path shared = Path.of(System.getProperty("longstride.shared", "../../shared"));
    return Optional.of(shared.resolve("golden").resolve(name)).filter(Files::exists);
  }

  /** A golden file or folder; without it the test does not take place. */
  public static Path require(String name) {
    Optional<Path> found = find(name);
    Assumptions.assumeTrue(found.isPresent(), () -> "no golden files: " + name);
    return found.orElseThrow();
  }
}
