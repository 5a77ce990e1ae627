package org.longstride.kernels.pattern;

/**
 * One set of visible keys: a pure predicate, and what a planner asks of it to be fast.
 *
 * <p>A term does not apply causality; its users intersect it with {@code key <= query} where the
 * site is causal. It may read {@link Sequence#causal()} where its own definition differs (a causal
 * window reaches back only).
 */
public interface Term {

  /**
   * Whether the query sees the key: the definition. Both are from 0 and below the sequence's
   * length.
   */
  boolean attends(Sequence sequence, int query, int key);

  /**
   * Adds to {@code keys} every key that any query of the tile sees. Keys too many cost time and are
   * harmless; keys behind the last query of a causal sequence need not be added.
   */
  void reach(Sequence sequence, QueryTile queries, KeyRanges keys);

  /**
   * The lanes of the tile whose query sees the key, bit by bit. This default asks {@link #attends}
   * for each lane; a term whose answer is an interval overrides it with {@link QueryTile#lanes}.
   */
  default long lanes(Sequence sequence, QueryTile queries, int key) {
    long lanes = 0;
    for (int lane = 0; lane < queries.count(); lane++) {
      if (attends(sequence, queries.query(lane), key)) {
        lanes |= 1L << lane;
      }
    }
    return lanes;
  }

  /**
   * The lanes that see one key after another: what the tile alone decides is worked out once. This
   * default asks {@link #lanes(Sequence, QueryTile, int)} for each key.
   */
  default KeyLanes lanes(Sequence sequence, QueryTile queries) {
    return key -> lanes(sequence, queries, key);
  }

  /**
   * Whether queries so much further along see the same keys, so much further along: their list is
   * that of these queries, shifted. A term that says so saves time; this default never does.
   */
  default boolean repeats(Sequence sequence, QueryTile queries, int shift) {
    return false;
  }

  /**
   * The order in which this term's queries share the most keys; in sequence unless a term says
   * otherwise.
   */
  default QueryOrder order(Sequence sequence) {
    return QueryOrder.SEQUENTIAL;
  }

  /**
   * Whether any query from {@code from} on may still see the key: what a stream must keep. The
   * default keeps everything.
   */
  default boolean retains(Sequence sequence, int key, int from) {
    return true;
  }

  /** Tokens of the image, volume or line that the term is made for; 0: of any length. */
  default int extent() {
    return 0;
  }
}
