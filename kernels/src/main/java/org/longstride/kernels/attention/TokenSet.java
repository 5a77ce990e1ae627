package org.longstride.kernels.attention;

import java.util.Arrays;

/** Tokens as a row of bits: each once, and numbered in ascending order. */
final class TokenSet {

  private int first;
  private int words;
  private long[] present = new long[0];
  private int[] before = new int[0];

  /** Begins with no tokens, all of which will lie in {@code [first, end)}. */
  void begin(int first, int end) {
    this.first = first;
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

  /** Numbers what has been added, and returns it, ascending. */
  int[] number() {
    int count = 0;
    for (int word = 0; word < words; word++) {
      before[word] = count;
      count += Long.bitCount(present[word]);
    }
    int[] tokens = new int[count];
    for (int word = 0; word < words; word++) {
      write(first + 64 * word, present[word], tokens, before[word]);
    }
    return tokens;
  }

  /** Writes 64 tokens or those of them that are present. */
  private static void write(int token, long present, int[] tokens, int from) {
    int at = from;
    if (present == -1L) {
      for (int bit = 0; bit < 64; bit++) {
        tokens[at + bit] = token + bit;
      }
      return;
    }
    for (long rest = present; rest != 0; rest &= rest - 1) {
      tokens[at++] = token + Long.numberOfTrailingZeros(rest);
    }
  }

  /** The number of a token that has been added. */
  int number(int token) {
    int at = token - first;
    return before[at / 64] + Long.bitCount(present[at / 64] & ~(-1L << at));
  }
}
