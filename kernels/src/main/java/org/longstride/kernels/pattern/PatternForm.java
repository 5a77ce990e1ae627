package org.longstride.kernels.pattern;

import java.util.function.Function;

/** A name that patterns are written with: what it takes and what it means. */
public final class PatternForm {

  private final String name;
  private final String arguments;
  private final String meaning;
  private final String example;
  private final Function<Arguments, AttentionPattern> reader;

  /**
   * Describes a name; {@link PatternCatalogue} makes it known.
   *
   * @param name the name
   * @param arguments what stands in its parentheses; behind a semicolon, what has to be named
   * @param meaning one sentence: which keys a query sees
   * @param example a pattern that parses
   * @param reader makes the pattern of the arguments
   */
  PatternForm(
      String name,
      String arguments,
      String meaning,
      String example,
      Function<Arguments, AttentionPattern> reader) {
    this.name = name;
    this.arguments = arguments;
    this.meaning = meaning;
    this.example = example;
    this.reader = reader;
  }

  /** The name that is typed. */
  public String name() {
    return name;
  }

  /** The name and its arguments, for people: those behind the semicolon are named, as a=1. */
  public String signature() {
    return arguments.isEmpty() ? name : name + "(" + arguments + ")";
  }

  /** One sentence: which keys a query sees. */
  public String meaning() {
    return meaning;
  }

  /** A pattern of this name, ready to be parsed. */
  public String example() {
    return example;
  }

  AttentionPattern read(Arguments values) {
    AttentionPattern pattern = reader.apply(values);
    values.finish();
    return pattern;
  }
}
