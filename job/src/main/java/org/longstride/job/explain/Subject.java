package org.longstride.job.explain;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.longstride.kernels.pattern.AttentionPattern;
import org.longstride.kernels.pattern.PatternSyntaxException;
import org.longstride.kernels.pattern.Sequence;
import org.longstride.kernels.pattern.Term;
import org.longstride.kernels.plan.AttentionPlan;
import org.longstride.kernels.plan.HeadGroup;
import org.longstride.kernels.plan.Pass;

/**
 * What is explained: a pattern in a model of a given shape, at a length.
 *
 * @param text the pattern as it was typed
 * @param pattern what attends to what
 * @param sequence length and direction
 * @param heads heads of a layer
 * @param layers layers of the model
 */
public record Subject(
    String text, AttentionPattern pattern, Sequence sequence, int heads, int layers) {

  /** Features of a head, in all figures of work and memory. */
  static final int HEAD_FEATURES = 64;

  /** The length at which is explained what may have any. */
  public static final int LENGTH = 16_384;

  /** The longest sequence that is explained. */
  public static final int LONGEST = 50_000_000;

  /** The most heads, and the most layers, that are explained. */
  public static final int MOST = 1024;

  /** Checks the sizes. */
  public Subject {
    requireSizes(sequence.length(), heads, layers);
  }

  /** Refuses sizes that are out of their bounds. */
  static void requireSizes(int length, int heads, int layers) {
    require("length", length, LONGEST);
    require("heads", heads, MOST);
    require("layers", layers, MOST);
  }

  /**
   * Reads a pattern.
   *
   * @param length tokens; null: those of the image that the pattern is over, or {@link #LENGTH}
   * @throws PatternSyntaxException if the text is not a pattern
   * @throws IllegalArgumentException if a size is out of its bounds
   */
  public static Subject parse(String text, Integer length, boolean causal, int heads, int layers) {
    AttentionPattern pattern = AttentionPattern.parse(text);
    int tokens = length == null ? tokens(pattern, heads, layers) : length;
    requireSizes(tokens, heads, layers);
    return new Subject(text, pattern, new Sequence(tokens, causal), heads, layers);
  }

  private static int tokens(AttentionPattern pattern, int heads, int layers) {
    requireSizes(LENGTH, heads, layers);
    return IntStream.range(0, layers)
        .boxed()
        .flatMap(layer -> IntStream.range(0, heads).mapToObj(h -> pattern.terms(layer, h, heads)))
        .flatMap(List::stream)
        .mapToInt(Term::extent)
        .filter(extent -> extent > 0 && extent <= LONGEST)
        .max()
        .orElse(LENGTH);
  }

  private static void require(String name, int value, int most) {
    if (value < 1 || value > most) {
      throw new IllegalArgumentException(
          name + " is " + value + ", must be from 1 to " + Quantities.count(most));
    }
  }

  /** Every layer's plan, with a key-value head for each head. */
  List<AttentionPlan> plans() {
    return IntStream.range(0, layers)
        .mapToObj(layer -> AttentionPlan.of(pattern, layer, heads, heads, sequence))
        .toList();
  }

  /** The heads of all layers, those together that see the same keys; in order of appearance. */
  List<HeadSet> headSets() {
    Map<List<Pass>, List<HeadSet.Place>> places = new LinkedHashMap<>();
    List<AttentionPlan> plans = plans();
    for (int layer = 0; layer < layers; layer++) {
      for (HeadGroup group : plans.get(layer).groups()) {
        places
            .computeIfAbsent(group.passes(), passes -> new ArrayList<>())
            .add(new HeadSet.Place(layer, group.heads()));
      }
    }
    List<HeadSet> sets = new ArrayList<>();
    places.forEach((passes, where) -> sets.add(new HeadSet(passes, List.copyOf(where))));
    return sets;
  }
}
