package org.longstride.job.explain;

import java.util.List;
import org.longstride.kernels.pattern.QueryOrder;
import org.longstride.kernels.pattern.QueryTile;
import org.longstride.kernels.pattern.Sequence;
import org.longstride.kernels.pattern.Term;
import org.longstride.kernels.plan.Pass;
import org.longstride.kernels.plan.TileKeys;

/**
 * Chooses how long a sequence a picture shows. Some queries of the whole sequence are asked for
 * their keys. Where a set of keys lies around its query, four times its extent is shown; where it
 * goes through the whole sequence, four times its longest run of keys and four times the shortest
 * distance from run to run. The result is the first power of two that comes near all of them, at
 * least {@value #SHORTEST} and at most the sequence's length.
 */
final class DrawnLength {

  private static final int SHORTEST = 16;
  private static final int REPEATS = 4;

  /** Past this length a picture is nothing but cells of many pairs: no set asks for more. */
  private static final int LONGEST = 8192;

  private final Sequence sequence;
  private final TileKeys keys = new TileKeys();

  private DrawnLength(Sequence sequence) {
    this.sequence = sequence;
  }

  /** The length to draw these sets of keys at. */
  static int of(List<Term> terms, Sequence sequence) {
    DrawnLength length = new DrawnLength(sequence);
    long needed = SHORTEST;
    for (Term term : terms) {
      needed = Math.max(needed, length.needed(term));
    }
    int drawn = SHORTEST;
    while (9L * drawn < 8 * needed && drawn < LONGEST) {
      drawn *= 2;
    }
    return Math.min(drawn, sequence.length());
  }

  private long needed(Term term) {
    int n = sequence.length();
    long needed = 0;
    for (int query : new int[] {n - 1, n - 1 - n / 7, n - 1 - n / 3, n / 2}) {
      needed = Math.max(needed, needed(term, query));
    }
    return needed;
  }

  private long needed(Term term, int query) {
    int n = sequence.length();
    keys.list(
        new Pass(QueryOrder.SEQUENTIAL, List.of(term), List.of()),
        sequence,
        new QueryTile(query, 1, 1));
    int count = keys.count();
    if (count == 0) {
      return 0;
    }
    int[] seen = keys.keys();
    int extent = Math.max(Math.abs(query - seen[0]), Math.abs(query - seen[count - 1])) + 1;
    if (extent <= n / REPEATS) {
      return (long) REPEATS * extent;
    }
    int longest = 0;
    int nearest = 0;
    int start = 0;
    for (int i = 1; i <= count; i++) {
      if (i == count || seen[i] != seen[i - 1] + 1) {
        longest = Math.max(longest, i - start);
        if (i < count) {
          int distance = seen[i] - seen[start];
          nearest = nearest == 0 ? distance : Math.min(nearest, distance);
        }
        start = i;
      }
    }
    return (long) REPEATS * Math.max(longest <= n / REPEATS ? longest : 0, nearest);
  }
}
