package org.longstride.kernels.pattern;

import java.util.List;

/**
 * Summary columns: of every block of l keys the last c, the second head of the fixed Sparse
 * Transformer (Child et al. 2019, section 4.3). Heads take different sub-blocks of c, as the
 * paper's section 4.3 advises and OpenAI's code does it: head h sees those from {@code l - c * (s +
 * 1)} to {@code l - c * s} with {@code s = h mod slots}. A query before the first summary column
 * sees nothing.
 *
 * @param period the block's length l
 * @param width the columns c
 * @param slots how many sub-blocks the heads take turns in; 1: all see the block's last c
 */
record Columns(int period, int width, int slots) implements AttentionPattern {

  static final PatternForm FORM =
      new PatternForm(
          "columns",
          "l, c; slots=l/c",
          "of every l keys, c summary keys are seen by all queries: head 0 sees the last c, head 1"
              + " the c before, and so on through the slots",
          "columns(128, 8)",
          Columns::read);

  static Columns read(Arguments arguments) {
    int period = arguments.number("l", 1);
    int width = arguments.number("c", 1, period, "l");
    int fit = period / width;
    return new Columns(period, width, arguments.option("slots", fit, 1, fit, "l/c"));
  }

  @Override
  public List<Term> terms(int layer, int head, int heads) {
    int end = period - head % slots * width;
    return List.of(new SummaryColumns(period, end - width, end));
  }

  @Override
  public String toString() {
    String turns = Arguments.optional("slots", slots, period / width);
    return "columns(" + period + ", " + width + turns + ")";
  }
}
