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

  /**
   * Where a set lies in the sequence's beginning only, as a small image does, that part is asked.
   */
  private long needed(Term term) {
    long needed = 0;
    for (int n = sequence.length(); n > 0 && needed == 0; n /= 2) {
      long extent = 0;
      long texture = 0;
      for (int query : new int[] {n - 1, n - 1 - n / 7, n - 1 - n / 3, n / 2}) {
        list(term, query);
        if (keys.count() > 0) {
          extent = Math.max(extent, extent(query));
          texture = Math.max(texture, texture(n));
        }
      }
      needed = REPEATS * (extent <= n / REPEATS ? extent : texture);
    }
    return needed;
  }

  private void list(Term term, int query) {
    Pass pass = new Pass(QueryOrder.SEQUENTIAL, List.of(term), List.of());
    keys.list(pass, sequence, new QueryTile(query, 1, 1));
  }

  /** How far the keys reach from their query, itself included. */
  private int extent(int query) {
    int first = keys.keys()[0];
    int last = keys.keys()[keys.count() - 1];
    return Math.max(Math.abs(query - first), Math.abs(query - last)) + 1;
  }

  /** The longest run of keys that is not long itself, or the regular distance of runs. */
  private int texture(int n) {
    int[] seen = keys.keys();
    int count = keys.count();
    int longest = 1;
    int nearest = n;
    int farthest = 0;
    int runs = 0;
    int start = 0;
    for (int i = 1; i <= count; i++) {
      if (i == count || seen[i] != seen[i - 1] + 1) {
        runs++;
        longest = Math.max(longest, i - start);
        if (i < count) {
          nearest = Math.min(nearest, seen[i] - seen[start]);
          farthest = Math.max(farthest, seen[i] - seen[start]);
        }
        start = i;
      }
    }
    boolean regular = runs >= REPEATS && farthest <= 2 * nearest;
    return Math.max(longest <= n / REPEATS ? longest : 1, regular ? nearest : 1);
  }
}
