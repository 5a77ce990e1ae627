package org.longstride.job.explain;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.longstride.kernels.pattern.Term;
import org.longstride.kernels.plan.Pass;

/**
 * Heads, of any layers, that see the same keys.
 *
 * @param passes how they are computed
 * @param places where they are
 */
record HeadSet(List<Pass> passes, List<Place> places) {

  /**
   * Some heads of a layer.
   *
   * @param layer the layer, from 0
   * @param heads the heads, from 0, ascending
   */
  record Place(int layer, List<Integer> heads) {}

  /** The sets of keys that these heads see. */
  List<Term> terms() {
    return passes.stream().flatMap(pass -> pass.terms().stream()).toList();
  }

  /** How many heads these are, over all layers. */
  int heads() {
    return places.stream().mapToInt(place -> place.heads().size()).sum();
  }

  /** What they see, in the pattern's text form where a term has one. */
  String label() {
    return terms().stream().map(HeadSet::label).distinct().collect(Collectors.joining(" + "));
  }

  /** A term's own text; for one without it, the name of its kind. */
  static String label(Term term) {
    String text = term.toString();
    int bracket = text.indexOf('[');
    if (bracket < 0) {
      return text;
    }
    return text.substring(0, bracket)
        .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
        .toLowerCase(Locale.ROOT);
  }

  /** Where these heads are, in words. */
  String where(Subject subject) {
    List<Integer> first = places.get(0).heads();
    boolean allLayers = places.size() == subject.layers();
    boolean allHeads = places.stream().allMatch(place -> place.heads().size() == subject.heads());
    boolean sameHeads = places.stream().allMatch(place -> place.heads().equals(first));
    String layers = some("layer", places.stream().map(Place::layer).toList());
    if (allHeads) {
      return allLayers ? "all heads" : layers;
    }
    if (!sameHeads) {
      return heads() + " heads";
    }
    return allLayers ? some("head", first) : some("head", first) + " of " + layers;
  }

  private static String some(String noun, List<Integer> numbers) {
    return noun + (numbers.size() == 1 ? " " : "s ") + list(numbers);
  }

  /** The numbers; in the middle of long, evenly spaced ones dots. */
  private static String list(List<Integer> numbers) {
    int count = numbers.size();
    if (count > 3) {
      int step = numbers.get(1) - numbers.get(0);
      boolean even =
          Stream.iterate(1, i -> i < count, i -> i + 1)
              .allMatch(i -> numbers.get(i) - numbers.get(i - 1) == step);
      if (even) {
        String next = step == 1 ? "" : ", " + numbers.get(1);
        return numbers.get(0) + next + ", …, " + numbers.get(count - 1);
      }
    }
    return numbers.stream().map(String::valueOf).collect(Collectors.joining(", "));
  }
}
