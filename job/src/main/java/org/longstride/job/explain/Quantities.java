package org.longstride.job.explain;

import java.util.Locale;

/** How numbers are written: few digits, thousands apart, the unit behind. */
final class Quantities {

  private static final String[] DECIMAL = {
    "", " thousand", " million", " billion", " trillion", " quadrillion", " quintillion"
  };
  private static final String[] BYTES = {" B", " kB", " MB", " GB", " TB", " PB"};

  private Quantities() {}

  /** A whole number: 16,384. */
  static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** A mean: 96.5, or 12,345 where decimals say nothing. */
  static String mean(double number) {
    return number >= 10_000 || number == Math.rint(number)
        ? count(Math.round(number))
        : String.format(Locale.ROOT, "%,.1f", number);
  }

  /** A part of a whole, in per cent with about three digits. */
  static String share(double share) {
    double percent = 100 * share;
    if (percent == 0 || percent == 100) {
      return Math.round(percent) + " %";
    }
    // What is not all must not be written as all.
    double shown = Math.min(percent, 99.99);
    int decimals = shown < 0.01 ? 5 : shown < 1 ? 3 : shown < 10 || shown > 99.9 ? 2 : 1;
    return String.format(Locale.ROOT, "%." + decimals + "f %%", shown);
  }

  /** A large number in words: 1.23 billion. */
  static String large(double number) {
    return scaled(number, DECIMAL);
  }

  /** An amount of memory, by powers of 1,000. */
  static String bytes(double bytes) {
    return scaled(bytes, BYTES);
  }

  /** How many times: 85.3 times. */
  static String times(double ratio) {
    return digits(ratio) + " times";
  }

  /** How much less than full attention's work something is, which is so many times as much. */
  static String fewer(double ratio) {
    if (Math.abs(ratio - 1) < 0.005) {
      return "as many as full attention";
    }
    return ratio > 1 ? times(ratio) + " fewer" : times(1 / ratio) + " as many as full attention";
  }

  private static String scaled(double number, String[] units) {
    int unit = 0;
    double scaled = number;
    while (scaled >= 1000 && unit < units.length - 1) {
      scaled /= 1000;
      unit++;
    }
    return (unit == 0 ? mean(scaled) : digits(scaled)) + units[unit];
  }

  private static String digits(double number) {
    int decimals = number < 10 ? 2 : number < 100 ? 1 : 0;
    return String.format(Locale.ROOT, "%,." + decimals + "f", number);
  }
}
