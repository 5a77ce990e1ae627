package org.longstride.job.explain;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.longstride.kernels.pattern.Sequence;
import org.longstride.kernels.pattern.Term;

/** What is visible by the predicate alone, pair by pair. */
final class Predicate {

  private static final List<String> PATTERNS =
      List.of(
          "full",
          "window(9)",
          "window(4, 3, dilation=3)",
          "stride(7)",
          "block(10)",
          "columns(8, 2)",
          "global(0, 20..22, -1)",
          "strided(11)",
          "strided(8, heads=merged)",
          "strided(5, heads=interleaved)",
          "fixed(12, 3)",
          "longformer(16, 2) | stride(6) + window(5, dilation=2) + global(3)",
          "block(6) ; (window(3) | full) ; columns(4, 1)",
          "random(2, block=8, seed=5)",
          "bigbird(8)",
          "neighborhood(3x3 over 6x7)");

  private static final int[] LENGTHS = {1, 2, 13, 64, 65, 130, 207};

  private Predicate() {}

  /** Patterns of all kinds at awkward lengths, in both directions. */
  static Stream<Subject> subjects() {
    return PATTERNS.stream()
        .flatMap(
            text ->
                Stream.of(false, true)
                    .flatMap(
                        causal ->
                            Arrays.stream(LENGTHS)
                                .mapToObj(n -> Subject.parse(text, n, causal, 5, 3))));
  }

  static boolean sees(List<Term> terms, Sequence sequence, int query, int key) {
    return (!sequence.causal() || key <= query)
        && terms.stream().anyMatch(term -> term.attends(sequence, query, key));
  }

  /** Keys that the query sees. */
  static int keys(List<Term> terms, Sequence sequence, int query) {
    int keys = 0;
    for (int key = 0; key < sequence.length(); key++) {
      keys += sees(terms, sequence, query, key) ? 1 : 0;
    }
    return keys;
  }
}
