package org.longstride.kernels.pattern;

/**
 * The sequence that a pattern is asked about.
 *
 * @param length tokens
 * @param causal whether a query sees no key behind itself
 */
public record Sequence(int length, boolean causal) {

  /** Checks the length. */
  public Sequence {
    if (length < 0) {
      throw new IllegalArgumentException("length is " + length + ", must be at least 0");
    }
  }

  /** Behind the last key that any query of the tile may see. */
  int end(QueryTile queries) {
    return causal ? queries.last() + 1 : length;
  }

  /** The first query, {@code from} or later, that may see the key. */
  int firstQuery(int key, int from) {
    return causal ? Math.max(key, from) : from;
  }
}
