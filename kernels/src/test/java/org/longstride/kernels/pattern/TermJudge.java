package org.longstride.kernels.pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;

/** Holds a term against its definition, pair by pair, and its shortcuts against the term. */
final class TermJudge {

  private static final int[] LENGTHS = {1, 2, 13, 64, 65, 127, 200, 207};

  private TermJudge() {}

  /** Checks the only term of head 0 of the pattern, over awkward lengths, causal and not. */
  static void judge(String text, Visibility definition) {
    judge(AttentionPattern.parse(text).terms(0, 0, 1).get(0), text, definition);
  }

  static void judge(Term term, String text, Visibility definition) {
    for (int length : LENGTHS) {
      judge(term, text, new Sequence(length, true), definition);
      judge(term, text, new Sequence(length, false), definition);
    }
  }

  static void judge(Term term, String text, Sequence sequence, Visibility definition) {
    judgeVisible(term, text, sequence, definition);
    judgeRetains(term, text + " over " + sequence, sequence, keepsNoMoreThanNeeded(term, sequence));
  }

  /** For a term that may keep keys longer than they are seen. */
  static void judgeButForRetention(
      Term term, String text, Sequence sequence, Visibility definition) {
    judgeVisible(term, text, sequence, definition);
    judgeRetains(term, text + " over " + sequence, sequence, false);
  }

  private static void judgeVisible(
      Term term, String text, Sequence sequence, Visibility definition) {
    String where = text + " over " + sequence;
    int n = sequence.length();
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        if (j <= i || !sequence.causal()) {
          boolean expected = definition.sees(i, j, n, sequence.causal());
          int query = i;
          int key = j;
          assertEquals(
              expected, term.attends(sequence, i, j), () -> where + ": " + query + " sees " + key);
        }
      }
    }
    judgeTiles(term, where, sequence, 0, n);
    Random random = new Random(n);
    for (int chunk = 0; chunk < 4; chunk++) {
      int from = random.nextInt(n);
      judgeTiles(term, where, sequence, from, from + 1 + random.nextInt(n - from));
    }
  }

  /** Blocks may always be drawn again; an image that is cut short is not looked at closely. */
  private static boolean keepsNoMoreThanNeeded(Term term, Sequence sequence) {
    if (term instanceof Neighbors neighbors) {
      int tokens = 1;
      for (NeighborhoodAxis axis : neighbors.axes()) {
        tokens *= axis.length();
      }
      return tokens <= sequence.length();
    }
    return !(term instanceof DrawnBlocks);
  }

  private static void judgeTiles(Term term, String where, Sequence sequence, int from, int to) {
    for (QueryOrder order :
        new QueryOrder[] {term.order(sequence), QueryOrder.SEQUENTIAL, QueryOrder.every(3)}) {
      boolean[] dealt = new boolean[sequence.length()];
      for (int t = 0; t < order.tiles(from, to); t++) {
        QueryTile tile = order.tile(from, to, t);
        judgeTile(term, where + " in " + tile, sequence, tile);
        judgeRepeats(term, where + " in " + tile, sequence, tile);
        for (int lane = 0; lane < tile.count(); lane++) {
          int query = tile.query(lane);
          assertTrue(!dealt[query], () -> where + ": dealt twice " + query);
          dealt[query] = true;
        }
      }
      for (int i = 0; i < sequence.length(); i++) {
        int query = i;
        assertEquals(i >= from && i < to, dealt[i], () -> where + ": dealt " + query);
      }
    }
  }

  private static void judgeTile(Term term, String where, Sequence sequence, QueryTile tile) {
    boolean[] reached = reach(term, sequence, tile);
    KeyLanes lanes = term.lanes(sequence, tile);
    long[] seers = new long[sequence.length()];
    for (int j = 0; j < sequence.length(); j++) {
      long expected = 0;
      for (int lane = 0; lane < tile.count(); lane++) {
        int i = tile.query(lane);
        if (term.attends(sequence, i, j)) {
          expected |= 1L << lane;
          int key = j;
          assertTrue(
              reached[j] || (sequence.causal() && j > i),
              () -> where + " does not reach key " + key);
        }
      }
      int key = j;
      assertEquals(expected, term.lanes(sequence, tile, j), () -> where + ": lanes of key " + key);
      assertEquals(expected, lanes.lanes(j), () -> where + ": lanes of key " + key + " in turn");
      seers[j] = expected;
    }
    judgeRuns(lanes, where, seers);
  }

  /** No run of keys may hold a key that other lanes see, wherever it is asked for. */
  private static void judgeRuns(KeyLanes lanes, String where, long[] seers) {
    int last = seers.length;
    for (int j = seers.length - 1; j >= 0; j--) {
      if (j + 1 < seers.length && seers[j] != seers[j + 1]) {
        last = j + 1;
      }
      int key = j;
      int most = last;
      long end = lanes.endOfRun(j);
      assertTrue(
          end > key && (end <= most || most == seers.length),
          () -> where + ": the run of key " + key + " ends at " + end + ", not by " + most);
    }
  }

  /** Where a term says that queries further along see the same, they do, pair by pair. */
  private static void judgeRepeats(Term term, String where, Sequence sequence, QueryTile tile) {
    int n = sequence.length();
    for (int shift = -tile.first(); tile.count() > 0 && shift < n - tile.last(); shift++) {
      if (!term.repeats(sequence, tile, shift)) {
        continue;
      }
      for (int lane = 0; lane < tile.count(); lane++) {
        for (int key = Math.min(0, -shift); key < n + Math.max(0, -shift); key++) {
          int by = shift;
          int query = tile.query(lane);
          int from = key;
          assertEquals(
              attends(term, sequence, query, key),
              attends(term, sequence, query + shift, key + shift),
              () -> where + ": " + query + " sees " + from + " as if " + by + " behind");
        }
      }
    }
  }

  private static boolean attends(Term term, Sequence sequence, int query, int key) {
    return key >= 0 && key < sequence.length() && term.attends(sequence, query, key);
  }

  /** The keys that a term reaches from a tile; each only once. */
  static boolean[] reach(Term term, Sequence sequence, QueryTile tile) {
    boolean[] reached = new boolean[sequence.length()];
    term.reach(
        sequence,
        tile,
        (from, to, step) -> {
          assertTrue(step > 0, "step " + step);
          for (long key = from; key < Math.min(to, reached.length); key += step) {
            if (key >= 0) {
              reached[(int) key] = true;
            }
          }
        });
    return reached;
  }

  private static void judgeRetains(Term term, String where, Sequence sequence, boolean exactly) {
    int n = sequence.length();
    int[] lastQuery = new int[n];
    Arrays.fill(lastQuery, -1);
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < (sequence.causal() ? i + 1 : n); j++) {
        if (term.attends(sequence, i, j)) {
          lastQuery[j] = i;
        }
      }
    }
    for (int j = 0; j < n; j++) {
      for (int from = 0; from <= n; from++) {
        boolean retains = term.retains(sequence, j, from);
        boolean expected = lastQuery[j] >= from || (retains && !exactly);
        int key = j;
        int query = from;
        assertEquals(
            expected, retains, () -> where + ": retains key " + key + " from query " + query);
      }
    }
  }
}
