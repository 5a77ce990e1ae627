package org.longstride.kernels.pattern;

/**
 * The query's own block of l tokens: {@code floor(i / l) = floor(j / l)}. The first head of the
 * fixed Sparse Transformer (Child et al. 2019, section 4.3), the Long Range Arena's Local
 * attention, Llama 4's chunks. With the blocks beside it, BigBird's window (Zaheer et al. 2020,
 * section 2).
 *
 * @param size the block's length l
 * @param beside how many blocks to each side are seen too
 * @param offset a token at which a block begins
 */
record Block(int size, int beside, int offset) implements Primitive {

  static final PatternForm FORM =
      new PatternForm(
          "block",
          "l; beside=0, offset=0",
          "the sequence is cut into blocks of l tokens; a query sees the keys of its own block, and"
              + " of so many beside it",
          "block(128)",
          arguments ->
              new Block(
                  arguments.number("l", 1),
                  arguments.option("beside", 0, 0),
                  arguments.option("offset", 0, 0)));

  @Override
  public boolean attends(Sequence sequence, int query, int key) {
    return Math.abs(block(query) - block(key)) <= beside;
  }

  @Override
  public void reach(Sequence sequence, QueryTile queries, KeyRanges keys) {
    keys.add(from(queries.first()), Math.min(to(queries.last()), sequence.end(queries)));
  }

  @Override
  public long lanes(Sequence sequence, QueryTile queries, int key) {
    return queries.lanes(from(key), to(key));
  }

  /** The keys of one block are seen by the same queries, and those around all these by none. */
  @Override
  public KeyLanes lanes(Sequence sequence, QueryTile queries) {
    long from = from(queries.first());
    long to = to(queries.last());
    return KeyLanes.inRuns(
        key -> lanes(sequence, queries, key),
        key -> key < from ? from : key >= to ? Long.MAX_VALUE : offset + (block(key) + 1L) * size);
  }

  @Override
  public boolean retains(Sequence sequence, int key, int from) {
    long first = Math.max(sequence.firstQuery(key, from), from(key));
    return first < Math.min(to(key), sequence.length());
  }

  private int block(int position) {
    return Math.floorDiv(position - offset, size);
  }

  /** The first token that is seen from there, and that sees there. */
  private long from(int position) {
    return offset + (block(position) - (long) beside) * size;
  }

  private long to(int position) {
    return offset + (block(position) + beside + 1L) * size;
  }

  @Override
  public String toString() {
    return "block("
        + size
        + Arguments.optional("beside", beside, 0)
        + Arguments.optional("offset", offset, 0)
        + ")";
  }
}
