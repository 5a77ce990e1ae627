package org.longstride.kernels.pattern;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * {@code a + b}: a head sees what any part sees, under one softmax, each key once.
 *
 * @param parts what is united; a union in a union is dissolved
 */
record Union(List<AttentionPattern> parts) implements AttentionPattern {

  Union {
    List<AttentionPattern> flat = new ArrayList<>();
    for (AttentionPattern part : parts) {
      if (part instanceof Union inner) {
        flat.addAll(inner.parts);
      } else {
        flat.add(part);
      }
    }
    parts = List.copyOf(flat);
  }

  static Union of(AttentionPattern... parts) {
    return new Union(List.of(parts));
  }

  @Override
  public List<Term> terms(int layer, int head, int heads) {
    return parts.stream()
        .flatMap(part -> part.terms(layer, head, heads).stream())
        .distinct()
        .toList();
  }

  @Override
  public String toString() {
    return parts.stream()
        .map(
            part ->
                part instanceof HeadSplit || part instanceof LayerSchedule
                    ? "(" + part + ")"
                    : part.toString())
        .collect(Collectors.joining(" + "));
  }
}
