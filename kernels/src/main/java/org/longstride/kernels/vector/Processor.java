package org.longstride.kernels.vector;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Whose processor this is, for what is faster on some and slower on others, with the same bits.
 *
 * @param vendor its maker, as Linux names it, such as {@code AuthenticAMD}; empty if unknown
 * @param family the maker's number of its family, such as 25 of AMD's Zen 3 and Zen 4; 0 if unknown
 */
public record Processor(String vendor, int family) {

  private static final Path ABOUT = Path.of("/proc/cpuinfo");

  /** The processor that this runs on, if the system is Linux; unknown elsewhere. */
  public static Processor current() {
    try {
      return of(Files.readAllLines(ABOUT));
    } catch (IOException e) {
      return new Processor("", 0);
    }
  }

  /** What the lines of Linux's {@code /proc/cpuinfo} say of the first processor. */
  static Processor of(List<String> lines) {
    String family = value(lines, "cpu family");
    return new Processor(
        value(lines, "vendor_id"), family.matches("\\d{1,9}") ? Integer.parseInt(family) : 0);
  }

  private static String value(List<String> lines, String name) {
    return lines.stream()
        .filter(line -> line.startsWith(name))
        .findFirst()
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .orElse("");
  }
}
