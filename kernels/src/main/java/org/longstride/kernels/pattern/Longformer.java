package org.longstride.kernels.pattern;

import java.util.List;

/**
 * Longformer (Beltagy et al. 2020): {@code window(w)} and the first g tokens global. Global tokens
 * elsewhere are written {@code window(w) + global(...)}.
 */
final class Longformer {

  static final PatternForm FORM =
      new PatternForm(
          "longformer",
          "w, g=1; dilation=1",
          "a window of w, and the first g tokens see all and are seen by all",
          "longformer(512, 1)",
          Longformer::read);

  private Longformer() {}

  private static AttentionPattern read(Arguments arguments) {
    Window window = new Window(arguments.number("w", 1), arguments.option("dilation", 1, 1));
    int tokens = arguments.numberOr("g", 1, 1);
    return Union.of(window, new Global(List.of(new TokenRange(0, tokens - 1)), 1));
  }
}
