package org.longstride.kernels.attention;

import org.longstride.kernels.pattern.QueryTile;

/**
 * The queries of a batch's tiles in the order of memory, so that neighbours are read and written at
 * once, whichever tiles they are in.
 */
final class AskedTokens {

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
      numbers[t] = new int[tiles[t].count()];
    }
    if (!ascending) {
      scratch.begin(first, last + 1);
      for (int token : byTile) {
        scratch.add(token);
      }
    }
    tokens = ascending ? byTile : scratch.number().toArray();
    for (int t = 0, next = 0; t < tiles.length; t++) {
      for (int lane = 0; lane < numbers[t].length; lane++, next++) {
        numbers[t][lane] = ascending ? next : scratch.number(byTile[next]);
      }
    }
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
