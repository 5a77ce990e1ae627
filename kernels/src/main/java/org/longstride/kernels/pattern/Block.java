package org.longstride.kernels.pattern;

/**
 * The query's own block of l tokens: {@code floor(i / l) = floor(j / l)}. The first head of the
 * fixed Sparse Transformer (Child et al. 2019, section 4.3), the Long Range Arena's Local
 * attention, Llama 4's chunks.
 *
 * @param size the block's length l
 */
record Block(int size) implements Primitive {

  static final PatternForm FORM =
      new PatternForm(
          "block",
          "l",
          "the sequence is cut into blocks of l tokens; a query sees the keys of its own block",
          "block(128)",
          arguments -> new Block(arguments.number("l", 1)));

  @Override
  public boolean attends(Sequence sequence, int query, int key) {
    return query / size == key / size;
  }

  @Override
  public void reach(Sequence sequence, QueryTile queries, KeyRanges keys) {
    keys.add(start(queries.first()), Math.min(start(queries.last()) + size, sequence.end(queries)));
  }

  @Override
  public long lanes(Sequence sequence, QueryTile queries, int key) {
    return queries.lanes(start(key), start(key) + size);
  }

  @Override
  public boolean retains(Sequence sequence, int key, int from) {
    long first = Math.max(sequence.firstQuery(key, from), start(key));
    return first < Math.min(start(key) + size, sequence.length());
  }

  private long start(int position) {
    return (long) position / size * size;
  }

  @Override
  public String toString() {
    return "block(" + size + ")";
  }
}
