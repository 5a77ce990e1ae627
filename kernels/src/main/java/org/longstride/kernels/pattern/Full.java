package org.longstride.kernels.pattern;

/** Every query sees every key (Vaswani et al. 2017). */
record Full() implements Primitive {

  static final PatternForm FORM =
      new PatternForm("full", "", "every query sees every key", "full", arguments -> new Full());

  @Override
  public boolean attends(Sequence sequence, int query, int key) {
    return true;
  }

  @Override
  public void reach(Sequence sequence, QueryTile queries, KeyRanges keys) {
    keys.add(0, sequence.end(queries));
  }

  @Override
  public long lanes(Sequence sequence, QueryTile queries, int key) {
    return queries.lanes();
  }

  @Override
  public KeyLanes lanes(Sequence sequence, QueryTile queries) {
    long all = queries.lanes();
    return KeyLanes.inRuns(key -> all, key -> Long.MAX_VALUE);
  }

  @Override
  public boolean retains(Sequence sequence, int key, int from) {
    return from < sequence.length();
  }

  @Override
  public String toString() {
    return "full";
  }
}
