package org.longstride.kernels.bench;

import java.lang.management.ManagementFactory;
import java.util.stream.Collectors;
import org.longstride.kernels.vector.LaneKernels;
import org.longstride.kernels.vector.Processor;

/** What the measurements ran on. */
final class Machine {

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
    Processor processor = Processor.current();
    return processor.name().isEmpty()
        ? System.getProperty("os.arch")
        : String.format(
            "%s family %d model %d", processor.name(), processor.family(), processor.model());
  }
}
