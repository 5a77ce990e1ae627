package org.longstride.kernels.attention;

import java.util.Arrays;
import org.longstride.kernels.pattern.QueryTile;

/**
 * The queries of a batch's tiles in the order of memory, so that neighbours are read and written at
 * once, whichever tiles they are in.
 */
final class AskedTokens {

  private final long[] order = new long[TileBatch.SIZE * QueryTile.SIZE];
  private final int[] tokens = new int[TileBatch.SIZE * QueryTile.SIZE];
  private final int[][] numbers = new int[TileBatch.SIZE][QueryTile.SIZE];
  private int count;

  /** Takes the queries of some tiles, no query twice. */
  void take(QueryTile[] tiles, int tileCount) {
    count = 0;
    boolean ascending = true;
    for (int t = 0; t < tileCount; t++) {
      for (int lane = 0; lane < tiles[t].count(); lane++) {
        order[count] = (long) tiles[t].query(lane) << 32 | t * QueryTile.SIZE + lane;
        ascending &= count == 0 || order[count] > order[count - 1];
        count++;
      }
    }
    if (!ascending) {
      Arrays.sort(order, 0, count);
    }
    for (int i = 0; i < count; i++) {
      int place = (int) order[i];
      tokens[i] = (int) (order[i] >>> 32);
      numbers[place / QueryTile.SIZE][place % QueryTile.SIZE] = i;
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
