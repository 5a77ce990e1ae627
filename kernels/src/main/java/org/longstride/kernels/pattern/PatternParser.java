package org.longstride.kernels.pattern;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Reads the text form of patterns.
 *
 * <pre>
 * pattern := split (";" split)*          a layer after another
 * split   := union ("|" union)*          a head after another
 * union   := part ("+" part)*            under one softmax
 * part    := "(" pattern ")" | name | name "(" argument ("," argument)* ")"
 * argument := value | name "=" value | value "over" value
 * </pre>
 *
 * {@code a over b} is short for {@code a, over=b}. White space may stand between any two of these.
 */
final class PatternParser {

  /** Attentions that are written like patterns and are none. */
  private static final Map<String, String> NO_PATTERNS =
      Map.of(
          "performer",
          "performer is no pattern, it leaves no pair out: it stands alone, as performer(256)",
          "routing",
          "routing is no pattern, the data decides who sees whom: it stands alone, as"
              + " routing(FILE)");

  /** Parentheses in parentheses; nobody needs more, and the stack is finite. */
  private static final int DEEPEST = 100;

  private final String text;
  private int position;
  private int depth;

  private PatternParser(String text) {
    this.text = text;
  }

  static AttentionPattern parse(String text) {
    PatternParser parser = new PatternParser(text);
    AttentionPattern pattern = parser.pattern();
    if (!parser.atEnd()) {
      throw parser.wrong("expected + or | or ; or the end");
    }
    return pattern;
  }

  private AttentionPattern pattern() {
    return list(
        ';',
        () -> list('|', () -> list('+', this::part, Union::new), HeadSplit::new),
        LayerSchedule::new);
  }

  /** One or several, with the operator between them. */
  private AttentionPattern list(
      char operator,
      Supplier<AttentionPattern> reader,
      Function<List<AttentionPattern>, AttentionPattern> several) {
    List<AttentionPattern> parts = new ArrayList<>();
    do {
      parts.add(reader.get());
    } while (skip(operator));
    return parts.size() == 1 ? parts.get(0) : several.apply(parts);
  }

  private AttentionPattern part() {
    if (!skip('(')) {
      return call();
    }
    if (++depth > DEEPEST) {
      throw wrong("more than " + DEEPEST + " parentheses in one another");
    }
    AttentionPattern inner = pattern();
    if (!skip(')')) {
      throw wrong("expected )");
    }
    depth--;
    return inner;
  }

  private AttentionPattern call() {
    skipSpace();
    int start = position;
    String name = name();
    if (name.isEmpty()) {
      throw wrong("expected a pattern like " + PatternCatalogue.forms().get(1).example());
    }
    PatternForm form = PatternCatalogue.find(name).orElseThrow(() -> unknown(start, name));
    List<Arguments.Argument> arguments = new ArrayList<>();
    int end = position;
    if (skip('(')) {
      if (!ahead(')')) {
        do {
          readArgument(form, arguments);
        } while (skip(','));
      }
      end = position;
      if (!skip(')')) {
        throw wrong("expected , or ) in " + form.signature());
      }
    }
    return form.read(new Arguments(text, end, form, arguments));
  }

  private void readArgument(PatternForm form, List<Arguments.Argument> arguments) {
    skipSpace();
    int start = position;
    String name = name();
    boolean named = !name.isEmpty() && skip('=');
    if (named) {
      skipSpace();
    } else {
      position = start;
    }
    int from = position;
    while (position < text.length() && ",()=;|+".indexOf(text.charAt(position)) < 0) {
      position++;
    }
    String value = text.substring(from, position).strip();
    if (value.isEmpty()) {
      throw wrong("expected an argument of " + form.signature());
    }
    String[] parts = value.split("\\s+over\\s+", 2);
    arguments.add(new Arguments.Argument(named ? name : null, parts[0], start));
    if (parts.length == 2) {
      int over = from + text.substring(from, position).lastIndexOf(parts[1]);
      arguments.add(new Arguments.Argument("over", parts[1], over));
    }
  }

  private String name() {
    int start = position;
    while (position < text.length() && isNamePart(text.charAt(position), position > start)) {
      position++;
    }
    return text.substring(start, position);
  }

  private static boolean isNamePart(char c, boolean inside) {
    return c == '_' || (inside ? Character.isLetterOrDigit(c) : Character.isLetter(c));
  }

  private PatternSyntaxException unknown(int start, String name) {
    List<String> names =
        Stream.concat(
                PatternCatalogue.forms().stream().map(PatternForm::name),
                NO_PATTERNS.keySet().stream().sorted())
            .toList();
    String problem =
        NO_PATTERNS.getOrDefault(
            name, "no pattern is called " + name + ", " + Spelling.hint(name, names));
    return PatternSyntaxException.at(text, start, problem);
  }

  private PatternSyntaxException wrong(String problem) {
    return PatternSyntaxException.at(text, position, problem);
  }

  private boolean ahead(char c) {
    skipSpace();
    return position < text.length() && text.charAt(position) == c;
  }

  private boolean skip(char c) {
    if (!ahead(c)) {
      return false;
    }
    position++;
    return true;
  }

  private boolean atEnd() {
    skipSpace();
    return position == text.length();
  }

  private void skipSpace() {
    while (position < text.length() && Character.isWhitespace(text.charAt(position))) {
      position++;
    }
  }
}
