package org.longstride.kernels.pattern;

import java.util.Collection;
import java.util.Comparator;

/** What somebody meant who wrote something else. */
public final class Spelling {

  private Spelling() {}

  /**
   * A hint for the reader: the known word that is nearest by edit distance, or all of them if none
   * is near.
   */
  public static String hint(String word, Collection<String> known) {
    return known.stream()
        .filter(name -> distance(word, name) <= Math.max(1, name.length() / 2))
        .min(Comparator.comparingInt(name -> distance(word, name)))
        .map(name -> "did you mean " + name + "?")
        .orElse("known: " + String.join(", ", known));
  }

  /** Insertions, deletions and replacements that make b of a (Levenshtein). */
  static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
