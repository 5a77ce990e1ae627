package org.longstride.kernels.attention;

import java.nio.FloatBuffer;

/**
 * The keys and values that queries meet: one row per token and key-value head, anywhere in memory,
 * on the heap or off it.
 */
public interface KeyValues {

  /** The keys of a key-value head: rows of d elements, the first at index 0. */
  FloatBuffer keys(int kvHead);

  /** The values of a key-value head: rows of dv elements, the first at index 0. */
  FloatBuffer values(int kvHead);

  /**
   * The row in which a token's key and value lie.
   *
   * @param token the token's position in the sequence
   */
  int row(int token);

  /** The rows of some tokens; {@code rows} may be the same array. */
  default void rows(int[] tokens, int count, int[] rows) {
    for (int i = 0; i < count; i++) {
      rows[i] = row(tokens[i]);
    }
  }
}
