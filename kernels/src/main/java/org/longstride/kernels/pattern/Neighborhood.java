package org.longstride.kernels.pattern;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;

/**
 * Neighborhood attention (Hassani et al. 2023; dilated: Hassani and Shi 2022; strided: Hassani et
 * al. 2025) over a line, an image or a volume whose tokens lie row by row: a query sees the product
 * of its neighbours along each axis. Agrees with SHI-Labs/NATTEN. In a causal model a query sees
 * those neighbours that are not behind it.
 *
 * @param axes outermost first; the only axis of a line may have length 0: all of the sequence
 */
record Neighborhood(List<NeighborhoodAxis> axes) implements AttentionPattern {

  static final PatternForm FORM =
      new PatternForm(
          "neighborhood",
          "window over sizes; dilation=1, stride=1, causal=0",
          "a query sees the window of its nearest tokens along each axis of a line, an image or a"
              + " volume, shifted inward at the borders",
          "neighborhood(7x7 over 32x32)",
          Neighborhood::read);

  Neighborhood {
    axes = List.copyOf(axes);
  }

  private static AttentionPattern read(Arguments arguments) {
    List<Integer> lengths = arguments.sizes("over", 0, 1, Arguments.LARGEST, 0);
    int count = lengths.size();
    List<Integer> window = arguments.sizes("window", count, 1, Arguments.LARGEST, null);
    List<Integer> dilation = arguments.sizes("dilation", count, 1, Arguments.LARGEST, 1);
    List<Integer> stride = arguments.sizes("stride", count, 1, Arguments.LARGEST, 1);
    List<Integer> causal = arguments.sizes("causal", count, 0, 1, 0);
    long tokens = 1;
    List<NeighborhoodAxis> axes = new ArrayList<>();
    for (int a = 0; a < count; a++) {
      int length = lengths.get(a);
      tokens *= Math.max(1, length);
      if (tokens > Arguments.LARGEST) {
        throw arguments.wrong("over has more than " + Arguments.LARGEST + " tokens");
      }
      if (length > 0 && (long) window.get(a) * dilation.get(a) > length) {
        String steps = dilation.get(a) == 1 ? "" : " in steps of " + dilation.get(a);
        throw arguments.wrong(
            "a window of " + window.get(a) + steps + " must fit into its axis of " + length);
      }
      if (stride.get(a) > window.get(a)) {
        throw arguments.wrong(
            "stride is " + stride.get(a) + ", must be at most window = " + window.get(a));
      }
      axes.add(
          new NeighborhoodAxis(
              length, window.get(a), dilation.get(a), stride.get(a), causal.get(a) == 1));
    }
    return new Neighborhood(axes);
  }

  @Override
  public List<Term> terms(int layer, int head, int heads) {
    return List.of(new Neighbors(axes));
  }

  @Override
  public String toString() {
    String over = axes.get(0).length() == 0 ? "" : " over " + sizes(NeighborhoodAxis::length);
    return "neighborhood("
        + sizes(NeighborhoodAxis::window)
        + over
        + option("dilation", 1, NeighborhoodAxis::dilation)
        + option("stride", 1, NeighborhoodAxis::stride)
        + option("causal", 0, axis -> axis.causal() ? 1 : 0)
        + ")";
  }

  private String option(String name, int fallback, ToIntFunction<NeighborhoodAxis> value) {
    boolean said = axes.stream().anyMatch(axis -> value.applyAsInt(axis) != fallback);
    return said ? ", " + name + "=" + sizes(value) : "";
  }

  private String sizes(ToIntFunction<NeighborhoodAxis> value) {
    return axes.stream()
        .map(axis -> String.valueOf(value.applyAsInt(axis)))
        .collect(Collectors.joining("x"));
  }
}
