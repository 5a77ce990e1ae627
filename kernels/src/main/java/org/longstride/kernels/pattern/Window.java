package org.longstride.kernels.pattern;

/**
 * Sliding window. Causal: the last w keys, the query's own among them (Hugging Face's {@code
 * sliding_window}). Bidirectional: {@code |i - j| <= w / 2} (Beltagy et al. 2020, section 3.1;
 * ModernBERT). A dilation d makes every step d tokens long.
 *
 * @param size the window w
 * @param dilation tokens of a step
 */
record Window(int size, int dilation) implements Primitive {

  static final PatternForm FORM =
      new PatternForm(
          "window",
          "w | left, right; dilation=1",
          "a query sees its neighbours: the last w keys, itself among them, or w/2 to each side in"
              + " a bidirectional model; with two numbers so many to the left and to the right;"
              + " dilated, in steps of so many tokens",
          "window(512)",
          Window::read);

  private static AttentionPattern read(Arguments arguments) {
    int dilation = arguments.option("dilation", 1, 1);
    if (arguments.unnamed() >= 2 || arguments.has("left") || arguments.has("right")) {
      int left = arguments.number("left", 0);
      return new Band(left, arguments.number("right", 0), dilation);
    }
    return new Window(arguments.number("w", 1), dilation);
  }

  private Band band(Sequence sequence) {
    return sequence.causal()
        ? new Band(size - 1, 0, dilation)
        : new Band(size / 2, size / 2, dilation);
  }

  @Override
  public boolean attends(Sequence sequence, int query, int key) {
    return band(sequence).attends(sequence, query, key);
  }

  @Override
  public void reach(Sequence sequence, QueryTile queries, KeyRanges keys) {
    band(sequence).reach(sequence, queries, keys);
  }

  @Override
  public long lanes(Sequence sequence, QueryTile queries, int key) {
    return band(sequence).lanes(sequence, queries, key);
  }

  @Override
  public KeyLanes lanes(Sequence sequence, QueryTile queries) {
    return band(sequence).lanes(sequence, queries);
  }

  @Override
  public QueryOrder order(Sequence sequence) {
    return band(sequence).order(sequence);
  }

  @Override
  public boolean retains(Sequence sequence, int key, int from) {
    return band(sequence).retains(sequence, key, from);
  }

  @Override
  public String toString() {
    return "window(" + size + Arguments.optional("dilation", dilation, 1) + ")";
  }
}
