package org.longstride.kernels.pattern;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What stands in the parentheses behind a name. A form asks for its arguments one after another,
 * each by name: it is found under its name, or else it is the next that has none. What nobody asked
 * for is an error.
 */
final class Arguments {

  /** The largest number that any argument takes. */
  static final int LARGEST = 1 << 30;

  private static final Pattern RANGE = Pattern.compile("(-?\\d+)(?:\\s*\\.\\.\\s*(-?\\d+))?");

  /**
   * One argument as it is written.
   *
   * @param name its name; null if it has none
   * @param value the text of the value
   * @param position where it begins in the pattern's text
   */
  record Argument(String name, String value, int position) {}

  private final String text;
  private final int end;
  private final PatternForm form;
  private final List<Argument> rest;
  private final List<String> asked = new ArrayList<>();

  /**
   * The arguments of one name.
   *
   * @param text the whole pattern, for errors
   * @param end where these arguments end in it
   * @param form the form that they belong to
   * @param arguments the arguments in their order
   */
  Arguments(String text, int end, PatternForm form, List<Argument> arguments) {
    this.text = text;
    this.end = end;
    this.form = form;
    this.rest = new ArrayList<>(arguments);
  }

  /** How many arguments without a name are left. */
  int unnamed() {
    return (int) rest.stream().filter(argument -> argument.name() == null).count();
  }

  /** Whether an argument of that name is left. */
  boolean has(String name) {
    return rest.stream().anyMatch(argument -> name.equals(argument.name()));
  }

  /** A number that has to be there. */
  int number(String name, int least) {
    return number(name, least, LARGEST, null);
  }

  /** A number that has to be there and has a bound that itself has a name. */
  int number(String name, int least, int most, String bound) {
    Argument argument = take(name, true);
    if (argument == null) {
      throw needs(name);
    }
    return number(name, argument, least, most, bound);
  }

  /** A number that may be missing. */
  int numberOr(String name, int fallback, int least) {
    Argument argument = take(name, true);
    return argument == null ? fallback : number(name, argument, least, LARGEST, null);
  }

  /** A number that may be missing and has to be named. */
  int option(String name, int fallback, int least) {
    return option(name, fallback, least, LARGEST, null);
  }

  /** A number that may be missing, has to be named, and has a bound that itself has a name. */
  int option(String name, int fallback, int least, int most, String bound) {
    Argument argument = take(name, false);
    return argument == null ? fallback : number(name, argument, least, most, bound);
  }

  /**
   * Numbers with an x between them, as many as there are axes; a single one stands for all axes.
   *
   * @param axes how many; 0: as many as are written
   * @param fallback what stands for all axes where it is missing; null: it may not be missing
   */
  List<Integer> sizes(String name, int axes, int least, int most, Integer fallback) {
    Argument argument = take(name, fallback == null);
    if (argument == null && fallback == null) {
      throw needs(name);
    }
    List<Integer> sizes = new ArrayList<>();
    if (argument == null) {
      sizes.add(fallback);
    } else {
      for (String size : argument.value().split("\\s*[x\u00d7]\\s*", -1)) {
        sizes.add(number(name, argument, size, least, most, null));
      }
    }
    if (axes > 0 && sizes.size() != 1 && sizes.size() != axes) {
      throw wrong(name, argument, "must have as many sizes as over, " + axes);
    }
    return axes > 0 && sizes.size() == 1 ? Collections.nCopies(axes, sizes.get(0)) : sizes;
  }

  /** How an option is written behind other arguments: not at all where it says nothing. */
  static String optional(String name, int value, int fallback) {
    return value == fallback ? "" : ", " + name + "=" + value;
  }

  /** A word that may be missing and has to be named. */
  <E extends Enum<E>> E choice(String name, E fallback) {
    Argument argument = take(name, false);
    if (argument == null) {
      return fallback;
    }
    E[] values = fallback.getDeclaringClass().getEnumConstants();
    for (E value : values) {
      if (word(value).equals(argument.value())) {
        return value;
      }
    }
    List<String> words = Arrays.stream(values).map(Arguments::word).toList();
    String problem = name + " is " + argument.value() + ", must be one of " + words;
    throw PatternSyntaxException.at(text, argument.position(), problem);
  }

  /** All arguments that have no name, as positions and ranges of positions; at least one. */
  List<TokenRange> ranges(String name) {
    List<TokenRange> ranges = new ArrayList<>();
    for (Argument next = take(name, true); next != null; next = take(name, true)) {
      Matcher matcher = RANGE.matcher(next.value());
      if (!matcher.matches()) {
        throw wrong(name, next, "must be positions and ranges like 0 or 0..3");
      }
      int first = number(name, next, matcher.group(1));
      int last = matcher.group(2) == null ? first : number(name, next, matcher.group(2));
      if (last < first && (last < 0) == (first < 0)) {
        throw wrong(name, next, "must not end before it begins");
      }
      ranges.add(new TokenRange(first, last));
    }
    if (ranges.isEmpty()) {
      throw PatternSyntaxException.at(
          text, end, form.name() + " needs " + name + " like 0 or 0..3");
    }
    return ranges;
  }

  /** Complains of arguments that were not asked for. */
  void finish() {
    for (Argument argument : rest) {
      String problem =
          argument.name() == null
              ? form.name() + " takes no further argument " + argument.value()
              : form.name() + " takes no " + argument.name() + ", " + hint(argument.name());
      throw PatternSyntaxException.at(text, argument.position(), problem);
    }
  }

  private String hint(String name) {
    return asked.isEmpty() ? "it takes no arguments" : Spelling.hint(name, asked);
  }

  private Argument take(String name, boolean unnamed) {
    if (!asked.contains(name)) {
      asked.add(name);
    }
    for (Argument argument : rest) {
      if (name.equals(argument.name()) || (unnamed && argument.name() == null && !has(name))) {
        rest.remove(argument);
        return argument;
      }
    }
    return null;
  }

  private int number(String name, Argument argument, int least, int most, String bound) {
    return number(name, argument, argument.value(), least, most, bound);
  }

  private int number(
      String name, Argument argument, String digits, int least, int most, String bound) {
    int number = number(name, argument, digits);
    if (number < least) {
      throw wrong(name, argument, "must be at least " + least);
    }
    if (number > most) {
      throw wrong(name, argument, "must be at most " + (bound == null ? "" : bound + " = ") + most);
    }
    return number;
  }

  private int number(String name, Argument argument, String digits) {
    if (!digits.matches("-?\\d+")) {
      throw wrong(name, argument, "must be a whole number");
    }
    if (digits.length() > 11 || Math.abs(Long.parseLong(digits)) > LARGEST) {
      throw wrong(name, argument, "must be at most " + LARGEST);
    }
    return Integer.parseInt(digits);
  }

  /** What is wrong with the arguments taken together. */
  PatternSyntaxException wrong(String problem) {
    return PatternSyntaxException.at(text, end, form.name() + ": " + problem);
  }

  private PatternSyntaxException needs(String name) {
    String problem = form.name() + " needs " + name + ": " + form.signature();
    return PatternSyntaxException.at(text, end, problem);
  }

  private PatternSyntaxException wrong(String name, Argument argument, String remedy) {
    String problem = form.name() + ": " + name + " is " + argument.value() + ", " + remedy;
    return PatternSyntaxException.at(text, argument.position(), problem);
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
