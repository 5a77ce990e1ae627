package org.longstride.kernels.attention;

import org.longstride.kernels.plan.TileKeys;

/**
 * All keys that the tiles of a batch meet, ascending and each once, so that what several tiles meet
 * is fetched once, and in the order of memory.
 */
final class MetKeys {

  private final TokenSet keys = new TokenSet();
  private int[] rows = new int[0];

  /** Begins with no keys, all of which will lie between these. */
  void begin(int first, int end) {
    keys.begin(first, end);
  }

  /** Adds the keys that a tile meets. */
  void add(TileKeys tile) {
    for (int run = 0; run < tile.runs(); run++) {
      keys.add(tile.keys()[tile.run(run)], tile.keys()[tile.run(run + 1) - 1]);
    }
  }

  /** Numbers the keys, and finds their rows. */
  void number(KeyValues kv) {
    keys.number();
    if (rows.length < count()) {
      rows = new int[tokens().length];
    }
    kv.rows(tokens(), count(), rows);
  }

  /** The number of a key that has been added. */
  int number(int key) {
    return keys.number(key);
  }

  /** Writes the numbers of the keys that a tile meets, all of which have been added. */
  void numbers(TileKeys tile, int[] numbers) {
    for (int run = 0; run < tile.runs(); run++) {
      int number = number(tile.keys()[tile.run(run)]);
      int end = tile.run(run + 1);
      for (int i = tile.run(run); i < end; i++) {
        numbers[i] = number++;
      }
    }
  }

  /** How many keys there are. */
  int count() {
    return keys.count();
  }

  /** Their positions in the sequence. */
  int[] tokens() {
    return keys.tokens();
  }

  /** The rows in which they lie. */
  int[] rows() {
    return rows;
  }
}
