package org.longstride.kernels.vector;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Which processor this is, for what is faster on some and slower on others, with the same bits.
 *
 * @param name what it is called; empty if unknown
 * @param vendor its maker, as Linux names it, such as {@code AuthenticAMD}; empty if unknown
 * @param family the maker's number of its family, such as 25 of AMD's Zen 3 and Zen 4; 0 if unknown
 * @param model its number within the family; 0 if unknown
 */
public record Processor(String name, String vendor, int family, int model) {

  private static final Path ABOUT = Path.of("/proc/cpuinfo");

  /** The processor that this runs on, if the system is Linux; unknown elsewhere. */
  public static Processor current() {
    try {
      return of(Files.readAllLines(ABOUT));
    } catch (IOException e) {
      return of(List.of());
    }
  }

  /** What the lines of Linux's {@code /proc/cpuinfo} say of the first processor. */
  static Processor of(List<String> lines) {
    return new Processor(
        value(lines, "model name"),
        value(lines, "vendor_id"),
        number(value(lines, "cpu family")),
        number(value(lines, "model")));
  }

  /** Whether it is one of a maker's family. */
  public boolean isOf(String vendor, int family) {
    return vendor.equals(this.vendor) && family == this.family;
  }

  private static int number(String value) {
    return value.matches("\\d{1,9}") ? Integer.parseInt(value) : 0;
  }

  private static String value(List<String> lines, String name) {
    return lines.stream()
        .map(line -> line.split(":", 2))
        .filter(parts -> parts.length == 2 && parts[0].strip().equals(name))
        .findFirst()
        .map(parts -> parts[1].strip())
        .orElse("");
  }
}
