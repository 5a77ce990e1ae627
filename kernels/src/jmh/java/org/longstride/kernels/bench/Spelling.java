package org.longstride.kernels.bench;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How attention that is no pattern is spelled here: a name with a number.
 *
 * @param name the name
 * @param counted what the number counts
 * @param example a number that makes sense
 */
record Spelling(String name, String counted, int example) {

  /** Whether this is meant. */
  boolean isOf(String spelling) {
    return spelling.startsWith(name);
  }

  /**
   * The number.
   *
   * @throws IllegalArgumentException if there is none above 0
   */
  int number(String spelling) {
    Matcher matcher =
        Pattern.compile(name + "\\(\\s*([1-9]\\d{0,4})\\s*\\)").matcher(spelling);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          String.format(
              "%s is not timed, %s with a number of %s is, as in %s(%d)",
              spelling, name, counted, name, example));
    }
    return Integer.parseInt(matcher.group(1));
  }
}
