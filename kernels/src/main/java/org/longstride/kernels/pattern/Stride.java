package org.longstride.kernels.pattern;

import java.util.Arrays;

/**
 * Every l-th key: {@code (i - j) mod l = 0}, the second head of the strided Sparse Transformer
 * (Child et al. 2019, section 4.3).
 *
 * @param stride the stride l
 */
record Stride(int stride) implements Primitive {

  static final PatternForm FORM =
      new PatternForm(
          "stride",
          "l",
          "a query sees every l-th key, counted from itself",
          "stride(128)",
          arguments -> new Stride(arguments.number("l", 1)));

  @Override
  public boolean attends(Sequence sequence, int query, int key) {
    return (query - key) % stride == 0;
  }

  @Override
  public void reach(Sequence sequence, QueryTile queries, KeyRanges keys) {
    long rest = queries.lanes();
    while (rest != 0) {
      int query = queries.query(Long.numberOfTrailingZeros(rest));
      long together = queries.congruent(query, stride);
      int last = queries.query(63 - Long.numberOfLeadingZeros(together));
      keys.add(query % stride, sequence.causal() ? last + 1 : sequence.length(), stride);
      rest &= ~together;
    }
  }

  @Override
  public long lanes(Sequence sequence, QueryTile queries, int key) {
    return queries.congruent(key, stride);
  }

  @Override
  public KeyLanes lanes(Sequence sequence, QueryTile queries) {
    int first = queries.first();
    if (queries.congruent(first, stride) != queries.lanes()) {
      return key -> lanes(sequence, queries, key);
    }
    return new KeyLanes() {
      @Override
      public long lanes(int key) {
        return (key - first) % stride == 0 ? queries.lanes() : 0;
      }

      @Override
      public void lanes(int from, int count, int step, long[] lanes, int at) {
        if (step % stride == 0) {
          Arrays.fill(lanes, at, at + count, lanes(from));
        } else {
          KeyLanes.super.lanes(from, count, step, lanes, at);
        }
      }
    };
  }

  @Override
  public QueryOrder order(Sequence sequence) {
    return QueryOrder.every(stride);
  }

  @Override
  public boolean retains(Sequence sequence, int key, int from) {
    long first = sequence.firstQuery(key, from);
    return first + Math.floorMod(key - first, stride) < sequence.length();
  }

  @Override
  public String toString() {
    return "stride(" + stride + ")";
  }
}
