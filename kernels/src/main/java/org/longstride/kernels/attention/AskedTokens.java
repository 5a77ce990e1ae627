package org.longstride.kernels.attention;

import java.util.Arrays;
import org.longstride.kernels.pattern.QueryTile;

/**
 * The queries of a batch's tiles in the order of memory, so that neighbours are read and written at
 * once, whichever tiles they are in.
 */
final class AskedTokens {

  private final int[] tokens = new int[TileBatch.SIZE * QueryTile.SIZE];
  private final int[] byTile = new int[TileBatch.SIZE * QueryTile.SIZE];
  private final int[][] numbers = new int[TileBatch.SIZE][QueryTile.SIZE];
  private long[] present = new long[0];
  private int[] before = new int[0];
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
      for (int lane = 0; lane < tiles[t].count(); lane++) {
        numbers[t][lane] = count + lane;
      }
      count += tiles[t].count();
    }
    if (ascending) {
      System.arraycopy(byTile, 0, tokens, 0, count);
    } else {
      order(tiles, tileCount, first, last);
    }
  }

  /** Marks each query in a row of bits, and counts those before it. */
  private void order(QueryTile[] tiles, int tileCount, int first, int last) {
    int words = (last - first) / 64 + 1;
    if (present.length < words) {
      present = new long[words + words / 4];
      before = new int[present.length];
    }
    Arrays.fill(present, 0, words, 0);
    for (int i = 0; i < count; i++) {
      int at = byTile[i] - first;
      present[at / 64] |= 1L << at;
    }
    int next = 0;
    for (int word = 0; word < words; word++) {
      before[word] = next;
      for (long rest = present[word]; rest != 0; rest &= rest - 1) {
        tokens[next++] = first + 64 * word + Long.numberOfTrailingZeros(rest);
      }
    }
    int i = 0;
    for (int t = 0; t < tileCount; t++) {
      for (int lane = 0; lane < tiles[t].count(); lane++) {
        int at = byTile[i++] - first;
        numbers[t][lane] = before[at / 64] + Long.bitCount(present[at / 64] & ~(-1L << at));
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
