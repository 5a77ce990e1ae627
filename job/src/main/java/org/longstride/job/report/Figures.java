package org.longstride.job.report;

import java.time.Duration;
import java.util.Locale;

/** How numbers look. */
final class Figures {

  private Figures() {}

  static String whole(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** Four significant digits; a dash where there is no value. */
  static String real(Object number) {
    if (number == null) {
      return "-";
    }
    double value = ((Number) number).doubleValue();
    if (Math.abs(value) >= 1e6) {
      return String.format(Locale.ROOT, "%.3e", value);
    }
    int decimals =
        Math.abs(value) >= 1000 ? 0 : Math.abs(value) >= 100 ? 1 : Math.abs(value) >= 10 ? 2 : 3;
    return String.format(Locale.ROOT, "%,." + decimals + "f", value);
  }

  static String time(Duration duration) {
    long seconds = duration.toSeconds();
    if (seconds < 60) {
      return seconds + "s";
    }
    if (seconds < 3600) {
      return "%dm %02ds".formatted(seconds / 60, seconds % 60);
    }
    return "%dh %02dm".formatted(seconds / 3600, seconds % 3600 / 60);
  }
}
