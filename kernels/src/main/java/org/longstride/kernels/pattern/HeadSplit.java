package org.longstride.kernels.pattern;

import java.util.List;
import java.util.stream.Collectors;

/**
 * {@code a | b}: the heads take turns. Head h sees what alternative {@code h mod p} of p gives head
 * {@code h / p} of those that are its own, so that summary columns of its heads follow one another.
 *
 * @param alternatives the patterns, for one head after another
 */
record HeadSplit(List<AttentionPattern> alternatives) implements AttentionPattern {

  HeadSplit {
    alternatives = List.copyOf(alternatives);
  }

  static HeadSplit of(AttentionPattern... alternatives) {
    return new HeadSplit(List.of(alternatives));
  }

  @Override
  public List<Term> terms(int layer, int head, int heads) {
    int p = alternatives.size();
    int turn = head % p;
    int own = (heads - turn + p - 1) / p;
    return alternatives.get(turn).terms(layer, head / p, own);
  }

  @Override
  public String toString() {
    return alternatives.stream()
        .map(
            alternative ->
                alternative instanceof HeadSplit || alternative instanceof LayerSchedule
                    ? "(" + alternative + ")"
                    : alternative.toString())
        .collect(Collectors.joining(" | "));
  }
}
