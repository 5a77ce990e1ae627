package org.longstride.kernels.pattern;

/** Which keys a head sees, written down for tests straight from a paper's formula. */
@FunctionalInterface
interface Visibility {

  /**
   * Whether query i sees key j among n tokens.
   *
   * @param i the query
   * @param j the key
   * @param n tokens
   * @param causal whether keys behind the query are hidden afterwards
   */
  boolean sees(int i, int j, int n, boolean causal);
}
