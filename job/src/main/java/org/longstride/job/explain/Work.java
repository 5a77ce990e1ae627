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
  }

  /** Counts the work of a pattern. */
  static Work of(Subject subject) {
    Map<String, List<HeadSet>> setsByLabel = new LinkedHashMap<>();
    for (HeadSet set : subject.headSets()) {
      setsByLabel.computeIfAbsent(set.label(), label -> new ArrayList<>()).add(set);
    }
    long budget = BUDGET / setsByLabel.size();
    List<Row> rows = new ArrayList<>();
    setsByLabel.forEach((label, sets) -> rows.add(row(label, sets, subject, budget)));
    return new Work(rows, subject.sequence());
  }

  /** Counts sets of one label, one after another until the budget is spent; they stand for all. */
  private static Row row(String label, List<HeadSet> sets, Subject subject, long budget) {
    int heads = sets.stream().mapToInt(HeadSet::heads).sum();
    List<TileCounts> counts = new ArrayList<>();
    int counted = 0;
    double visible = 0;
    double met = 0;
    for (long left = budget; counts.size() < sets.size() && (counts.isEmpty() || left > 0); ) {
      HeadSet set = sets.get(counts.size());
      TileCounts one = TileSurvey.of(set.passes(), subject.sequence(), budget);
      counts.add(one);
      left -= one.cost();
      counted += set.heads();
      visible += one.visible() * set.heads();
      met += one.met() * set.heads();
    }
    return new Row(
        sets.size() == 1 ? sets.get(0).where(subject) : heads + " heads",
        label,
        heads,
        visible / counted,
        counts.stream().mapToInt(TileCounts::largest).max().orElse(0),
        counts.stream().mapToInt(TileCounts::passes).max().orElse(0),
        counts.stream().mapToLong(TileCounts::tiles).max().orElse(0),
        met / counted,
        counts.size() == sets.size() && counts.stream().allMatch(TileCounts::exact));
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
