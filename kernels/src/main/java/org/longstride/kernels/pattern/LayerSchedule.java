package org.longstride.kernels.pattern;

import java.util.List;
import java.util.stream.Collectors;

/**
 * {@code a ; b}: the layers take turns. Layer r sees what alternative {@code r mod p} of p gives
 * layer {@code r / p}.
 *
 * @param alternatives the patterns, for one layer after another
 */
record LayerSchedule(List<AttentionPattern> alternatives) implements AttentionPattern {

  LayerSchedule {
    alternatives = List.copyOf(alternatives);
  }

  static LayerSchedule of(AttentionPattern... alternatives) {
    return new LayerSchedule(List.of(alternatives));
  }

  @Override
  public List<Term> terms(int layer, int head, int heads) {
    int p = alternatives.size();
    return alternatives.get(layer % p).terms(layer / p, head, heads);
  }

  @Override
  public String toString() {
    return alternatives.stream()
        .map(
            alternative ->
                alternative instanceof LayerSchedule
                    ? "(" + alternative + ")"
                    : alternative.toString())
        .collect(Collectors.joining(" ; "));
  }
}
