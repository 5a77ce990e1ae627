package org.longstride.kernels.attention;

import java.util.Arrays;

/** Tokens as a row of bits: each once, and numbered in ascending order. */
final class TokenSet {

  private int first;
  private int words;
  private long[] present = new long[0];
  private int[] before = new int[0];
  private int[] tokens = new int[0];
  private int count;

  /** Begins with no tokens, all of which will lie in {@code [first, end)}. */
  void begin(int first, int end) {
    this.first = first;
    count = 0;
    words = (end - first + 63) / 64;
    if (present.length < words) {
      present = new long[words + words / 2];
      before = new int[words + words / 2];
    }
    Arrays.fill(present, 0, words, 0);
  }

  /** Adds a token. */
  void add(int token) {
    int at = token - first;
    present[at >> 6] |= 1L << at;
  }

  /** Adds the tokens from one to another, both included. */
  void add(int firstToken, int lastToken) {
    int from = firstToken - first;
    int to = lastToken - first;
    long low = -1L << from;
    for (int word = from >> 6; word < to >> 6; word++) {
      present[word] |= low;
      low = -1L;
    }
    present[to >> 6] |= low & -1L >>> ~to;
  }

  /** Numbers what has been added. */
  void number() {
    for (int word = 0; word < words; word++) {
      before[word] = count;
      if (present[word] != 0) {
        write(first + 64 * word, present[word]);
      }
    }
  }

  /** Appends 64 tokens or those of them that are present. */
  private void write(int token, long present) {
    if (tokens.length < count + 64) {
      tokens = Arrays.copyOf(tokens, 2 * tokens.length + 64);
    }
    if (present == -1L) {
      for (int bit = 0; bit < 64; bit++) {
        tokens[count++] = token + bit;
      }
      return;
    }
    for (long rest = present; rest != 0; rest &= rest - 1) {
      tokens[count++] = token + Long.numberOfTrailingZeros(rest);
    }
  }

  /** The number of a token that has been added. */
  int number(int token) {
    int at = token - first;
    return before[at / 64] + Long.bitCount(present[at / 64] & ~(-1L << at));
  }

  /** How many tokens there are. */
  int count() {
    return count;
  }

  /** The tokens, ascending; the first {@link #count()} are of use. */
  int[] tokens() {
    return tokens;
  }
}
