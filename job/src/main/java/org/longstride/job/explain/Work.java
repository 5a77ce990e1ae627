package org.longstride.job.explain;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.longstride.kernels.pattern.QueryTile;
import org.longstride.kernels.pattern.Sequence;

/**
 * What the heads of all layers see and compute at the full length.
 *
 * @param rows the heads, those together whose keys are called alike; in order of appearance
 * @param sequence the sequence
 */
record Work(List<Row> rows, Sequence sequence) {

  /** How many keys may be asked about for all rows together; a second or two. */
  private static final long BUDGET = 20_000_000;

  /** The least of that for each set of keys, so that samples stay good. */
  private static final long LEAST = 250_000;

  /**
   * Heads that see keys called alike.
   *
   * @param where which heads these are
   * @param label what they see
   * @param heads how many they are, over all layers
   * @param visible pairs that a head sees, on average over the heads
   * @param largest the most keys that a query of any of the heads sees
   * @param passes passes of a head's plan
   * @param tiles tiles of a head's passes
   * @param met keys that a head's tiles meet, summed over its tiles, on average over the heads
   * @param exact whether all was counted and nothing sampled
   */
  record Row(
      String where,
      String label,
      int heads,
      double visible,
      int largest,
      int passes,
      long tiles,
      double met,
      boolean exact) {

    /** Slots of a tile's lanes: so many pairs are computed at most. */
    double slots() {
      return met * QueryTile.SIZE;
    }

    /** The part of the slots that holds a visible pair. */
    double filled() {
      return met == 0 ? 0 : visible / slots();
    }

    private Row and(Row other, String where) {
      int both = heads + other.heads;
      return new Row(
          where,
          label,
          both,
          (visible * heads + other.visible * other.heads) / both,
          Math.max(largest, other.largest),
          Math.max(passes, other.passes),
          Math.max(tiles, other.tiles),
          (met * heads + other.met * other.heads) / both,
          exact && other.exact);
    }
  }

  /** Counts the work of a pattern. */
  static Work of(Subject subject) {
    List<HeadSet> sets = subject.headSets();
    long budget = Math.max(LEAST, BUDGET / sets.size());
    Map<String, Row> rows = new LinkedHashMap<>();
    for (HeadSet set : sets) {
      TileCounts counts = TileSurvey.of(set.passes(), subject.sequence(), budget);
      Row row = row(set, counts, subject);
      rows.merge(row.label, row, (a, b) -> a.and(b, a.heads + b.heads + " heads"));
    }
    return new Work(new ArrayList<>(rows.values()), subject.sequence());
  }

  private static Row row(HeadSet set, TileCounts counts, Subject subject) {
    return new Row(
        set.where(subject),
        set.label(),
        set.heads(),
        counts.visible(),
        counts.largest(),
        counts.passes(),
        counts.tiles(),
        counts.met(),
        counts.exact());
  }

  /** Pairs that full attention would see, in one head. */
  double pairs() {
    double n = sequence.length();
    return sequence.causal() ? n * (n + 1) / 2 : n * n;
  }

  /** Heads over all layers. */
  int heads() {
    return rows.stream().mapToInt(Row::heads).sum();
  }

  /** Visible pairs of all heads. */
  double visible() {
    return rows.stream().mapToDouble(row -> row.visible * row.heads).sum();
  }

  /** Slots of all heads' tiles. */
  double slots() {
    return rows.stream().mapToDouble(row -> row.slots() * row.heads).sum();
  }

  /** The most keys that any query sees. */
  int largest() {
    return rows.stream().mapToInt(Row::largest).max().orElse(0);
  }

  /** Whether all was counted and nothing sampled. */
  boolean exact() {
    return rows.stream().allMatch(Row::exact);
  }
}
