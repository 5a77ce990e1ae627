package org.longstride.job.explain;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.longstride.kernels.pattern.PatternCatalogue;

/** A pattern in words: what the catalogue says of each of its names, and what its signs do. */
final class Meaning {

  /** A name; not that of an argument, which an equals sign follows. */
  private static final Pattern NAME = Pattern.compile("([A-Za-z_]\\w*)\\b(?!\\s*=)");

  private static final Map<String, String> SIGNS = new LinkedHashMap<>();

  static {
    SIGNS.put("+", "a head sees what either side sees, under one softmax, each key once");
    SIGNS.put("|", "the heads take turns: head h of p alternatives has alternative h mod p");
    SIGNS.put(";", "the layers take turns: layer r of p alternatives has alternative r mod p");
  }

  private Meaning() {}

  /**
   * The names and signs of a pattern, each with what it means.
   *
   * @param text as it was typed
   * @param written as the pattern writes itself
   */
  static List<Map.Entry<String, String>> of(String text, String written) {
    Map<String, String> meanings = new LinkedHashMap<>();
    Matcher names = NAME.matcher(text + " " + written);
    while (names.find()) {
      PatternCatalogue.find(names.group(1))
          .ifPresent(form -> meanings.put(form.name(), form.meaning()));
    }
    SIGNS.forEach(
        (sign, meaning) -> {
          if (written.contains(sign)) {
            meanings.put("a " + sign + " b", meaning);
          }
        });
    return new ArrayList<>(meanings.entrySet());
  }

  /** The text in lines of at most so many characters, broken at spaces. */
  static List<String> wrap(String text, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ", -1)) {
      if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }
}
