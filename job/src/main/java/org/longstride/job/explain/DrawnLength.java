package org.longstride.job.explain;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.longstride.kernels.pattern.QueryOrder;
import org.longstride.kernels.pattern.QueryTile;
import org.longstride.kernels.pattern.Sequence;
import org.longstride.kernels.pattern.Term;
import org.longstride.kernels.plan.Pass;
import org.longstride.kernels.plan.TileKeys;

/**
 * Chooses how long a sequence a picture shows: the first power of two that comes near four times
 * what it takes to know each set of keys by, at least {@value #SHORTEST} and at most the sequence's
 * length. Some queries of the whole sequence are asked for their keys. A set that lies around its
 * query is known by its extent; one that goes through the whole sequence in regular runs by a run
 * and the distance to the next; scattered keys by their number; and keys that all queries see by
 * how far they lie from the beginning. A set of all keys needs no room at all.
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
      needed = Math.max(needed, (long) REPEATS * length.needed(term));
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
  private int needed(Term term) {
    int needed = 0;
    for (int n = sequence.length(); n > 0 && needed == 0; n /= 2) {
      needed = needed(term, n, new int[] {n - 1, n - 1 - n / 7, n - 1 - n / 3, n / 2});
    }
    return needed;
  }

  private int needed(Term term, int n, int[] queries) {
    int extent = 0;
    int texture = 0;
    boolean everything = true;
    Set<List<Integer>> early = new HashSet<>();
    for (int query : queries) {
      list(term, query);
      early.add(early(n));
      int end = sequence.causal() ? query + 1 : n;
      everything &= keys.keys().count() == end;
      if (keys.keys().count() > 0) {
        KeyShape seen = KeyShape.of(keys.keys().toArray());
        extent = Math.max(extent, seen.extent(query));
        texture = Math.max(texture, texture(seen, query, end));
      }
    }
    if (everything) {
      return 1;
    }
    int common = early.size() == 1 ? common(early.iterator().next()) : 0;
    return Math.max(common, extent <= n / REPEATS ? extent : texture);
  }

  private void list(Term term, int query) {
    Pass pass = new Pass(QueryOrder.SEQUENTIAL, List.of(term), List.of());
    keys.list(pass, sequence, new QueryTile(query, 1, 1));
  }

  /** The keys in the first quarter of n tokens. */
  private List<Integer> early(int n) {
    return Arrays.stream(keys.keys().toArray())
        .takeWhile(key -> key < n / REPEATS)
        .boxed()
        .toList();
  }

  /** How far keys reach that all queries see; 0 where they go on and on. */
  private static int common(List<Integer> early) {
    int[] seen = early.stream().mapToInt(Integer::intValue).toArray();
    return seen.length == 0 || KeyShape.of(seen).regular() ? 0 : seen[seen.length - 1] + 1;
  }

  /** Of keys that do not all lie around their query. */
  private static int texture(KeyShape seen, int query, int end) {
    if (seen.keys() == end) {
      return 1;
    }
    if (seen.regular()) {
      return seen.goesThrough(end) ? Math.max(seen.longest(), seen.nearest()) : seen.extent(query);
    }
    return seen.keys();
  }
}
