package org.longstride.kernels.attention;

import java.util.Arrays;
import org.longstride.kernels.plan.TileKeys;

/**
 * All keys that the tiles of a batch meet, ascending and each once, so that what several tiles meet
 * is fetched once, and in the order of memory.
 */
final class MetKeys {

  private int first;
  private int end;
  private long[] present = new long[0];
  private int[] before = new int[0];
  private int[] tokens = new int[0];
  private int[] rows = new int[0];
  private int count;

  /** Begins with no keys, all of which will lie between these. */
  void begin(int first, int end) {
    this.first = first;
    this.end = end;
    count = 0;
    int words = words();
    if (present.length < words) {
      present = new long[words + words / 2];
      before = new int[words + words / 2];
    }
    Arrays.fill(present, 0, words, 0);
  }

  private int words() {
    return (end - first + 63) / 64;
  }

  /** Adds the keys that a tile meets. */
  void add(TileKeys tile) {
    int[] keys = tile.keys();
    for (int run = 0; run < tile.runs(); run++) {
      int from = keys[tile.run(run)] - first;
      int to = keys[tile.run(run + 1) - 1] - first;
      long low = -1L << from;
      for (int word = from >> 6; word < to >> 6; word++) {
        present[word] |= low;
        low = -1L;
      }
      present[to >> 6] |= low & -1L >>> ~to;
    }
  }

  /** Numbers the keys, and finds their rows. */
  void number(KeyValues kv) {
    int words = words();
    for (int word = 0; word < words; word++) {
      before[word] = count;
      if (present[word] != 0) {
        write(first + 64 * word, present[word]);
      }
    }
    if (rows.length < count) {
      rows = new int[tokens.length];
    }
    kv.rows(tokens, count, rows);
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

  /** The number of a key that has been added. */
  int number(int key) {
    int at = key - first;
    return before[at / 64] + Long.bitCount(present[at / 64] & ~(-1L << at));
  }

  /** Writes the numbers of the keys that a tile meets, all of which have been added. */
  void numbers(TileKeys tile, int[] numbers) {
    int[] keys = tile.keys();
    for (int run = 0; run < tile.runs(); run++) {
      int number = number(keys[tile.run(run)]);
      int end = tile.run(run + 1);
      for (int i = tile.run(run); i < end; i++) {
        numbers[i] = number++;
      }
    }
  }

  /** How many keys there are. */
  int count() {
    return count;
  }

  /** Their positions in the sequence. */
  int[] tokens() {
    return tokens;
  }

  /** The rows in which they lie. */
  int[] rows() {
    return rows;
  }
}
