package org.longstride.kernels.pattern;

/**
 * The same columns of every block: key j is visible to all when {@code from <= j mod period < to}.
 *
 * @param period the block's length
 * @param from the first column
 * @param to behind the last column
 */
record SummaryColumns(int period, int from, int to) implements Term {

  @Override
  public boolean attends(Sequence sequence, int query, int key) {
    return sees(key);
  }

  @Override
  public void reach(Sequence sequence, QueryTile queries, KeyRanges keys) {
    keys.addRows(from, sequence.end(queries), period, to - from);
  }

  @Override
  public long lanes(Sequence sequence, QueryTile queries, int key) {
    return sees(key) ? queries.lanes() : 0;
  }

  @Override
  public KeyLanes lanes(Sequence sequence, QueryTile queries) {
    long all = queries.lanes();
    return new KeyLanes() {
      @Override
      public long lanes(int key) {
        return sees(key) ? all : 0;
      }

      @Override
      public long endOfRun(int key) {
        return SummaryColumns.this.endOfRun(key);
      }

      @Override
      public boolean allSeeAll() {
        return true;
      }
    };
  }

  private long endOfRun(int key) {
    int column = key % period;
    int end = column < from ? from : column < to ? to : period;
    return (long) key - column + end;
  }

  @Override
  public boolean retains(Sequence sequence, int key, int from) {
    return sees(key) && from < sequence.length();
  }

  private boolean sees(int key) {
    int column = key % period;
    return from <= column && column < to;
  }

  @Override
  public String toString() {
    return "columns " + from + ".." + (to - 1) + " of " + period;
  }
}
