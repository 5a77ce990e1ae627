package org.longstride.kernels.pattern;

/**
 * A window of given reach to both sides: key j is visible to query i when {@code -right * d <= i -
 * j <= left * d} and {@code i - j} is a multiple of the dilation d. In a causal sequence nothing to
 * the right is left.
 *
 * @param left steps back
 * @param right steps ahead
 * @param dilation tokens of a step
 */
record Band(int left, int right, int dilation) implements Primitive {

  @Override
  public boolean attends(Sequence sequence, int query, int key) {
    long distance = (long) query - key;
    return distance <= back() && -distance <= ahead(sequence) && distance % dilation == 0;
  }

  @Override
  public void reach(Sequence sequence, QueryTile queries, KeyRanges keys) {
    long rest = queries.lanes();
    while (rest != 0) {
      int query = queries.query(Long.numberOfTrailingZeros(rest));
      long together = dilation == 1 ? rest : queries.congruent(query, dilation);
      int last = queries.query(63 - Long.numberOfLeadingZeros(together));
      keys.add(query - back(), last + ahead(sequence) + 1, dilation);
      rest &= ~together;
    }
  }

  @Override
  public long lanes(Sequence sequence, QueryTile queries, int key) {
    return queries.lanes(key - ahead(sequence), key + back() + 1, dilation);
  }

  /** All queries see the keys between the first that the last sees and the last of the first. */
  @Override
  public KeyLanes lanes(Sequence sequence, QueryTile queries) {
    long seenByLast = queries.last() - back();
    long seenByFirst = queries.first() + ahead(sequence);
    return KeyLanes.inRuns(
        key -> lanes(sequence, queries, key),
        key -> dilation == 1 && key >= seenByLast ? Math.max(key, seenByFirst) + 1 : key + 1L);
  }

  @Override
  public QueryOrder order(Sequence sequence) {
    return QueryOrder.every(dilation);
  }

  @Override
  public boolean retains(Sequence sequence, int key, int from) {
    long first = Math.max(from, key - ahead(sequence));
    long next = first + Math.floorMod(key - first, dilation);
    return next <= Math.min(key + back(), sequence.length() - 1L);
  }

  private long back() {
    return (long) left * dilation;
  }

  private long ahead(Sequence sequence) {
    return sequence.causal() ? 0 : (long) right * dilation;
  }

  @Override
  public String toString() {
    return "window(" + left + ", " + right + Arguments.optional("dilation", dilation, 1) + ")";
  }
}
