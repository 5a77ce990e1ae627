package org.longstride.kernels.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Time for which threads wanted to run, and the host of a virtual machine ran somebody else's: what
 * makes the same work take 1.2 or 3 times as long in a busy hour, and none of whose doing it is. As
 * Linux counts it; elsewhere none is seen.
 */
final class StolenTime {

  private static final Path PROCESSORS = Path.of("/proc/stat");

  /** The field of all processors' line: the name, then user, nice, system, idle, three more. */
  private static final int FIELD = 8;

  /** What Linux counts in, whatever its kernel's own clock is. */
  private static final double TICK_SECONDS = 0.01;

  private StolenTime() {}

  /** Seconds of all processors together, since the machine began. */
  static double seconds() {
    if (!Files.isReadable(PROCESSORS)) {
      return 0;
    }
    try {
      String all = Files.readAllLines(PROCESSORS).get(0);
      return Long.parseLong(all.split(" +")[FIELD]) * TICK_SECONDS;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
