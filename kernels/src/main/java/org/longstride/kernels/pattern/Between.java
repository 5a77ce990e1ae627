package org.longstride.kernels.pattern;

import java.util.List;

/**
 * A pattern between some queries and some keys only: the others see nothing and are not seen. This
 * is how padding is left out, and how some tokens are given to one attention and some to another.
 * What is left out depends on the sequence at hand, so there is no text form for it.
 *
 * @param pattern what attends to what
 * @param queries true where a query may see, {@code [n]}; null: everywhere
 * @param keys true where a key may be seen, {@code [n]}; null: everywhere
 */
record Between(AttentionPattern pattern, boolean[] queries, boolean[] keys)
    implements AttentionPattern {

  /** Takes copies: layouts of the pattern are kept, and a caller may change its arrays. */
  Between {
    queries = queries == null ? null : queries.clone();
    keys = keys == null ? null : keys.clone();
  }

  @Override
  public List<Term> terms(int layer, int head, int heads) {
    return pattern.terms(layer, head, heads).stream().<Term>map(this::restrict).toList();
  }

  private Restricted restrict(Term term) {
    return new Restricted(term, queries, keys);
  }

  /** A term between these queries and keys; two of the same arrays may be equal. */
  private record Restricted(Term term, boolean[] queries, boolean[] keys) implements Term {

    @Override
    public boolean attends(Sequence sequence, int query, int key) {
      return has(queries, query) && has(keys, key) && term.attends(sequence, query, key);
    }

    @Override
    public void reach(Sequence sequence, QueryTile tile, KeyRanges ranges) {
      require("queries", queries, sequence);
      require("keys", keys, sequence);
      if (lanes(tile) != 0) {
        term.reach(sequence, tile, ranges);
      }
    }

    @Override
    public long lanes(Sequence sequence, QueryTile tile, int key) {
      return has(keys, key) ? term.lanes(sequence, tile, key) & lanes(tile) : 0;
    }

    @Override
    public KeyLanes lanes(Sequence sequence, QueryTile tile) {
      KeyLanes lanes = term.lanes(sequence, tile);
      long inside = lanes(tile);
      return KeyLanes.inRuns(
          key -> has(keys, key) ? lanes.lanes(key) & inside : 0,
          key -> endOfAlike(key, lanes.endOfRun(key)));
    }

    /** Behind keys that are all seen or all left out, a few of them at most. */
    private long endOfAlike(int key, long end) {
      if (keys == null) {
        return end;
      }
      int most = (int) Math.min(Math.min(end, keys.length), key + 64L);
      int next = key + 1;
      while (next < most && keys[next] == keys[key]) {
        next++;
      }
      return next;
    }

    @Override
    public QueryOrder order(Sequence sequence) {
      return term.order(sequence);
    }

    @Override
    public int extent() {
      return term.extent();
    }

    @Override
    public boolean retains(Sequence sequence, int key, int from) {
      return has(keys, key) && term.retains(sequence, key, from);
    }

    /** The lanes whose query may see. */
    private long lanes(QueryTile tile) {
      long lanes = 0;
      for (int lane = 0; lane < tile.count(); lane++) {
        lanes |= has(queries, tile.query(lane)) ? 1L << lane : 0;
      }
      return lanes;
    }

    private static boolean has(boolean[] tokens, int token) {
      return tokens == null || tokens[token];
    }

    private static void require(String name, boolean[] tokens, Sequence sequence) {
      if (tokens != null && tokens.length != sequence.length()) {
        throw new IllegalArgumentException(
            name + " has " + tokens.length + " elements, must have one a token: " + sequence);
      }
    }
  }

  @Override
  public String toString() {
    return pattern + " between some tokens";
  }
}
