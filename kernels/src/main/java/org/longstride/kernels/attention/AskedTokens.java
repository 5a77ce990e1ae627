package org.longstride.kernels.attention;

import org.longstride.kernels.pattern.QueryTile;

/**
 * The queries of a batch's tiles in the order of memory, so that neighbours are read and written at
 * once, whichever tiles they are in.
 */
final class AskedTokens {

  private final int[] byTile = new int[TileBatch.SIZE * QueryTile.SIZE];
  private final TokenSet ordered = new TokenSet();
  private final int[][] numbers = new int[TileBatch.SIZE][QueryTile.SIZE];
  private int[] tokens = byTile;
  private int count;

  /** Takes the queries of some tiles, no query twice. */
  void take(QueryTile[] tiles, int tileCount) {
    count = 0;
    boolean ascending = true;
    int first = Integer.MAX_VALUE;
    int last = 0;
    for (int t = 0; t < tileCount; t++) {
      ascending &= t == 0 || tiles[t].first() > last;
      first = Math.min(first, tiles[t].first());
      last = Math.max(last, tiles[t].last());
      tiles[t].copy(byTile, count);
      count += tiles[t].count();
    }
    if (!ascending) {
      ordered.begin(first, last + 1);
      for (int i = 0; i < count; i++) {
        ordered.add(byTile[i]);
      }
      ordered.number();
    }
    tokens = ascending ? byTile : ordered.tokens();
    int next = 0;
    for (int t = 0; t < tileCount; t++) {
      for (int lane = 0; lane < tiles[t].count(); lane++, next++) {
        numbers[t][lane] = ascending ? next : ordered.number(byTile[next]);
      }
    }
  }

  /** How many queries there are. */
  int count() {
    return count;
  }

  /** Their positions in the sequence, ascending. */
  int[] tokens() {
    return tokens;
  }

  /** For each lane of a tile its query's number among those of all. */
  int[] numbers(int t) {
    return numbers[t];
  }
}
