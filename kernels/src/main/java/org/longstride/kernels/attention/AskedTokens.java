package org.longstride.kernels.attention;

import java.util.Arrays;
import org.longstride.kernels.pattern.QueryTile;

/**
 * The queries of a batch's tiles in the order of memory, so that neighbours are read and written at
 * once, whichever tiles they are in.
 */
final class AskedTokens {

  /** What whole tiles are numbered by whose queries follow one another, as most do. */
  private static final int[][] IN_TURN = new int[TileBatch.SIZE][QueryTile.SIZE];

  static {
    for (int t = 0; t < IN_TURN.length; t++) {
      int first = t * QueryTile.SIZE;
      Arrays.setAll(IN_TURN[t], lane -> first + lane);
    }
  }

  private final int[] tokens;
  private final int[][] numbers;

  /**
   * The queries of some tiles, no query twice.
   *
   * @param scratch is used to order them
   */
  AskedTokens(QueryTile[] tiles, TokenSet scratch) {
    int count = 0;
    boolean ascending = true;
    int first = Integer.MAX_VALUE;
    int last = 0;
    for (QueryTile tile : tiles) {
      ascending &= count == 0 || tile.first() > last;
      first = Math.min(first, tile.first());
      last = Math.max(last, tile.last());
      count += tile.count();
    }
    int[] byTile = new int[count];
    numbers = new int[tiles.length][];
    for (int t = 0, at = 0; t < tiles.length; at += tiles[t++].count()) {
      tiles[t].copy(byTile, at);
    }
    if (!ascending) {
      scratch.begin(first, last + 1);
      for (int token : byTile) {
        scratch.add(token);
      }
    }
    tokens = ascending ? byTile : scratch.number().toArray();
    for (int t = 0, next = 0; t < tiles.length; next += tiles[t++].count()) {
      int size = tiles[t].count();
      numbers[t] = ascending ? inTurn(t, next, size) : numbers(scratch, byTile, next, size);
    }
  }

  private static int[] numbers(TokenSet all, int[] tokens, int first, int count) {
    int[] numbers = new int[count];
    Arrays.setAll(numbers, lane -> all.number(tokens[first + lane]));
    return numbers;
  }

  private static int[] inTurn(int t, int first, int count) {
    if (first == IN_TURN[t][0] && count == QueryTile.SIZE) {
      return IN_TURN[t];
    }
    int[] numbers = new int[count];
    Arrays.setAll(numbers, lane -> first + lane);
    return numbers;
  }

  /** What it takes of memory, about, in bytes. */
  long bytes() {
    long bytes = 4L * tokens.length;
    for (int t = 0; t < numbers.length; t++) {
      bytes += numbers[t] == IN_TURN[t] ? 0 : 4L * numbers[t].length;
    }
    return bytes;
  }

  /** How many queries there are. */
  int count() {
    return tokens.length;
  }

  /** Their positions in the sequence, ascending. */
  int[] tokens() {
    return tokens;
  }

  /** For each lane of a tile that holds a query this query's number among those of all. */
  int[] numbers(int t) {
    return numbers[t];
  }
}
