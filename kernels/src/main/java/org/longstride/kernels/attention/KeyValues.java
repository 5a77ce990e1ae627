package org.longstride.kernels.attention;

/**
 * The keys and values that queries meet: one row per token and key-value head, anywhere in memory.
 */
public interface KeyValues {

  /** The keys of a key-value head: rows of d elements. */
  float[] keys(int kvHead);

  /** The values of a key-value head: rows of dv elements. */
  float[] values(int kvHead);

  /**
   * The row in which a token's key and value lie.
   *
   * @param token the token's position in the sequence
   */
  int row(int token);
}
