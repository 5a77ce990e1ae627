package org.longstride.kernels.attention;

import java.util.Arrays;
import org.longstride.kernels.plan.KeyRuns;

/**
 * Tokens as a row of bits: each once, and numbered in ascending order. What it takes goes by how
 * many there are; how far apart they are hardly matters.
 */
final class TokenSet {

  private int first;
  private long[] present = new long[0];
  private int[] before = new int[0];
  private final KeyRuns runs = new KeyRuns();

  /** The words of {@link #present} that hold a token, bit by bit. */
  private long[] used = new long[0];

  /** Begins with no tokens, all of which will lie in {@code [first, end)}. */
  void begin(int first, int end) {
    this.first = first;
    int words = (end - first + 63) / 64;
    if (present.length < words) {
      int room = words + words / 2;
      present = new long[room];
      before = new int[room];
      used = new long[room / 64 + 1];
      return;
    }
    for (int i = 0; i < used.length; i++) {
      for (long rest = used[i]; rest != 0; rest &= rest - 1) {
        present[64 * i + Long.numberOfTrailingZeros(rest)] = 0;
      }
    }
    Arrays.fill(used, 0);
  }

  /** Adds a token. */
  void add(int token) {
    int at = token - first;
    add(at >> 6, 1L << at);
  }

  /** Adds the tokens from one to another, both included. */
  void add(int firstToken, int lastToken) {
    int from = firstToken - first;
    int to = lastToken - first;
    long low = -1L << from;
    for (int word = from >> 6; word < to >> 6; word++) {
      add(word, low);
      low = -1L;
    }
    add(to >> 6, low & -1L >>> ~to);
  }

  private void add(int word, long tokens) {
    present[word] |= tokens;
    used[word >> 6] |= 1L << word;
  }

  /** Numbers what has been added, and returns it, ascending, until the next call. */
  KeyRuns number() {
    runs.clear();
    for (int i = 0; i < used.length; i++) {
      for (long rest = used[i]; rest != 0; rest &= rest - 1) {
        int word = 64 * i + Long.numberOfTrailingZeros(rest);
        before[word] = runs.count();
        append(first + 64 * word, present[word]);
      }
    }
    return runs;
  }

  /** Appends those of 64 tokens that are present. */
  private void append(int token, long present) {
    for (long rest = present; rest != 0; ) {
      int from = Long.numberOfTrailingZeros(rest);
      int length = Long.numberOfTrailingZeros(~(rest >>> from));
      runs.append(token + from, length, 1);
      rest = from + length == 64 ? 0 : rest & -1L << from + length;
    }
  }

  /** The number of a token that has been added. */
  int number(int token) {
    int at = token - first;
    return before[at / 64] + Long.bitCount(present[at / 64] & ~(-1L << at));
  }
}
