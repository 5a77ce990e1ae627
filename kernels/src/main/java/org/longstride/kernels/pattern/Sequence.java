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
}
