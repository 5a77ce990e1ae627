package org.longstride.job.model.attention;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.longstride.kernels.attention.linear.FeatureMap;
import org.longstride.kernels.pattern.AttentionPattern;
import org.longstride.kernels.pattern.PatternSyntaxException;
import org.longstride.kernels.pattern.Spelling;

/** Reads what begins with the name of a {@link StreamForm}; anything else is a pattern. */
final class KindParser {

  private static final Pattern NAME = Pattern.compile("\\s*([a-z]+)(?![\\w=])\\s*");

  private static final List<FeatureMap.Kind> KERNELS =
      List.of(FeatureMap.Kind.SOFTMAX, FeatureMap.Kind.RELU);

  /** More features than anybody draws; sums of them still fit in memory. */
  private static final int MOST_FEATURES = 1 << 16;

  private static final int LARGEST_SEED = 1 << 30;

  /** An argument's value, and where it begins in the text. */
  private record Value(String text, int position) {}

  private final String text;
  private final StreamForm form;
  private final int from;
  private final int to;

  /** A call whose arguments lie between two characters of the text. */
  private KindParser(String text, StreamForm form, int from, int to) {
    this.text = text;
    this.form = form;
    this.from = from;
    this.to = to;
  }

  static AttentionKind parse(String text) {
    Matcher name = NAME.matcher(text);
    StreamForm form = name.lookingAt() ? StreamForm.find(name.group(1)) : null;
    if (form == null) {
      return new AttentionKind.Pattern(AttentionPattern.parse(text));
    }
    int open = name.end();
    if (open == text.length() || text.charAt(open) != '(') {
      throw PatternSyntaxException.at(
          text, open, form.word() + " needs " + form.arguments().get(0) + ": " + form.signature());
    }
    // A file's name may have parentheses in it, numbers have not.
    int close = form == StreamForm.ROUTING ? text.lastIndexOf(')') : text.indexOf(')');
    if (close < 0) {
      throw PatternSyntaxException.at(text, text.length(), "expected ) in " + form.signature());
    }
    if (!text.substring(close + 1).isBlank()) {
      throw PatternSyntaxException.at(
          text, close + 1, form.word() + " stands alone, expected the end");
    }
    KindParser parser = new KindParser(text, form, open + 1, close);
    return form == StreamForm.ROUTING ? parser.routing() : parser.performer();
  }

  private AttentionKind routing() {
    String file = text.substring(from, to).strip();
    if (file.isEmpty()) {
      throw wrong(from, "routing needs FILE: " + form.signature());
    }
    return new AttentionKind.Routing(file);
  }

  private AttentionKind performer() {
    Map<String, Value> values = values();
    if (!values.containsKey("features")) {
      throw wrong(to, "performer needs features: " + form.signature());
    }
    return new AttentionKind.Performer(
        number("features", values, 1, MOST_FEATURES),
        kernel(values.get("kernel")),
        values.containsKey("seed") ? number("seed", values, 0, LARGEST_SEED) : 0);
  }

  private Map<String, Value> values() {
    Map<String, Value> values = new LinkedHashMap<>();
    int at = from;
    for (String argument : text.substring(from, to).split(",", -1)) {
      int start = at + argument.length() - argument.stripLeading().length();
      if (argument.isBlank()) {
        throw wrong(at, "expected an argument of " + form.signature());
      }
      String[] parts = argument.split("=", 2);
      String name = parts.length == 2 ? parts[0].strip() : form.arguments().get(0);
      String value = parts[parts.length - 1].strip();
      if (!form.arguments().contains(name)) {
        String hint = Spelling.hint(name, form.arguments());
        throw wrong(start, form.word() + " takes no " + name + ", " + hint);
      }
      if (values.putIfAbsent(name, new Value(value, start)) != null) {
        throw wrong(start, form.word() + " takes no further argument " + argument.strip());
      }
      at += argument.length() + 1;
    }
    return values;
  }

  private int number(String name, Map<String, Value> values, int least, int most) {
    Value value = values.get(name);
    String digits = value.text();
    String remedy = null;
    if (!digits.matches("-?\\d+")) {
      remedy = "must be a whole number";
    } else if (digits.startsWith("-") || digits.length() < 10 && Integer.parseInt(digits) < least) {
      remedy = "must be at least " + least;
    } else if (digits.length() > 10 || Long.parseLong(digits) > most) {
      remedy = "must be at most " + most;
    }
    if (remedy != null) {
      throw wrong(value.position(), form.word() + ": " + name + " is " + digits + ", " + remedy);
    }
    return Integer.parseInt(digits);
  }

  private FeatureMap.Kind kernel(Value value) {
    if (value == null) {
      return FeatureMap.Kind.SOFTMAX;
    }
    List<String> words =
        KERNELS.stream().map(kernel -> kernel.name().toLowerCase(Locale.ROOT)).toList();
    int index = words.indexOf(value.text());
    if (index < 0) {
      throw wrong(value.position(), "kernel is " + value.text() + ", must be one of " + words);
    }
    return KERNELS.get(index);
  }

  private PatternSyntaxException wrong(int position, String problem) {
    return PatternSyntaxException.at(text, position, problem);
  }
}
