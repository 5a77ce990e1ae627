package org.longstride.kernels.pattern;

import java.util.List;
import java.util.Optional;

/**
 * All names that a pattern may be written with. A new pattern is a file beside this one and a line
 * here.
 */
public final class PatternCatalogue {

  private static final List<PatternForm> FORMS =
      List.of(
          Full.FORM,
          Window.FORM,
          Stride.FORM,
          Block.FORM,
          Columns.FORM,
          Global.FORM,
          RandomBlocks.FORM,
          Neighborhood.FORM,
          Strided.FORM,
          Fixed.FORM,
          Longformer.FORM,
          BigBird.FORM);

  private PatternCatalogue() {}

  /** Every name, the primitives first. */
  public static List<PatternForm> forms() {
    return FORMS;
  }

  /** The form of that name. */
  public static Optional<PatternForm> find(String name) {
    return FORMS.stream().filter(form -> form.name().equals(name)).findFirst();
  }
}
