package org.longstride.kernels.attention;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.longstride.kernels.pattern.QueryTile;
import org.longstride.kernels.pattern.Sequence;
import org.longstride.kernels.pattern.Term;

/**
 * What a gradient iterates over: queries that are computed together, and every key that one of them
 * sees.
 *
 * @param queries the queries
 * @param keys the keys' positions, in the order in which they are met
 * @param visible for each key the lanes whose query sees it, bit by bit
 */
public record VisibleTile(QueryTile queries, int[] keys, long[] visible) {

  /** The tiles of a whole sequence under the union of the terms, by asking for every pair. */
  public static List<VisibleTile> of(Sequence sequence, List<Term> terms) {
    List<VisibleTile> tiles = new ArrayList<>();
    for (int first = 0; first < sequence.length(); first += QueryTile.SIZE) {
      int count = Math.min(QueryTile.SIZE, sequence.length() - first);
      tiles.add(of(sequence, terms, new QueryTile(first, 1, count)));
    }
    return tiles;
  }

  private static VisibleTile of(Sequence sequence, List<Term> terms, QueryTile queries) {
    int end = sequence.causal() ? queries.last() + 1 : sequence.length();
    int[] keys = new int[end];
    long[] visible = new long[end];
    int count = 0;
    for (int key = 0; key < end; key++) {
      long lanes = 0;
      for (Term term : terms) {
        lanes |= term.lanes(sequence, queries, key);
      }
      if (sequence.causal()) {
        lanes &= queries.lanes(key, Long.MAX_VALUE);
      }
      if (lanes != 0) {
        keys[count] = key;
        visible[count++] = lanes;
      }
    }
    return new VisibleTile(queries, Arrays.copyOf(keys, count), Arrays.copyOf(visible, count));
  }
}
