package org.longstride.kernels.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.longstride.kernels.vector.LaneKernels;

/** What the measurements ran on. */
final class Machine {

  private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

  private Machine() {}

  /** Processor, system, JVM with its flags, and kernels in a line. */
  static String describe() {
    return String.format(
        "%s, %d processors, %s %s, %s %s%s, kernels: %s",
        processor(),
        Runtime.getRuntime().availableProcessors(),
        System.getProperty("os.name"),
        System.getProperty("os.version"),
        System.getProperty("java.vm.name"),
        System.getProperty("java.version"),
        flags(),
        LaneKernels.best());
  }

  private static String flags() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("-XX:"))
        .map(" "::concat)
        .collect(Collectors.joining());
  }

  private static String processor() {
    if (!Files.isReadable(PROCESSORS)) {
      return System.getProperty("os.arch");
    }
    String family = "";
    try {
      for (String line : Files.readAllLines(PROCESSORS)) {
        String[] parts = line.split("\\s*:\\s*", 2);
        if (parts[0].equals("model name")) {
          return parts[1] + family;
        }
        if (parts[0].equals("model") || parts[0].equals("cpu family")) {
          family += (parts[0].equals("model") ? " model " : " family ") + parts[1];
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return System.getProperty("os.arch");
  }
}
