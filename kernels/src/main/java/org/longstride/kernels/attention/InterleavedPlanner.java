package org.longstride.kernels.attention;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.longstride.kernels.attention.InterleavedBatch.Group;
import org.longstride.kernels.pattern.QueryTile;
import org.longstride.kernels.plan.KeyRuns;
import org.longstride.kernels.plan.TileKeys;
import org.longstride.kernels.vector.InterleavedKernels;

/** Lays out tiles side by side that are shifted copies of one another. */
final class InterleavedPlanner {

  private static final int LANES = InterleavedKernels.LANES;
  private static final int STEPS = InterleavedKernels.STEPS;

  /** For some of a group's steps, bit by bit, their lanes. */
  private static final long[] LANES_OF_STEPS = new long[1 << STEPS];

  static {
    for (int steps = 0; steps < LANES_OF_STEPS.length; steps++) {
      for (int step = 0; step < STEPS; step++) {
        if ((steps >> step & 1) != 0) {
          LANES_OF_STEPS[steps] |= (1L << LANES) - 1 << step * LANES;
        }
      }
    }
  }

  private final KeyRuns met = new KeyRuns();

  /**
   * Lays out rows of 16 tiles, as many as go together from the first tile on. Those of a row lie
   * side by side; a row meets all keys of the one before, and may meet more.
   *
   * @param tiles the tiles, row by row
   * @param keys for each tile its keys
   * @return null where the first tiles are not of that kind
   */
  InterleavedBatch plan(List<QueryTile> tiles, List<TileKeys> keys) {
    int rows = 0;
    while (isRow(tiles, keys, rows * LANES)
        && (rows == 0 || goesOn(keys, (rows - 1) * LANES, rows * LANES))) {
      rows++;
    }
    if (rows == 0) {
      return null;
    }
    KeyRuns all = keys.get((rows - 1) * LANES).keys();
    return findsPlace(all) ? layOut(tiles.subList(0, rows * LANES), keys, all.count()) : null;
  }

  private static boolean isRow(List<QueryTile> tiles, List<TileKeys> keys, int first) {
    boolean row = first + LANES <= tiles.size();
    for (int shift = 1; row && shift < LANES; shift++) {
      row = isShifted(tiles, keys, first, shift);
    }
    return row;
  }

  /** Whether a row's keys begin with those of another. */
  private static boolean goesOn(List<TileKeys> keys, int before, int row) {
    KeyRuns known = keys.get(before).keys();
    return known.sharedKeys(keys.get(row).keys()) == known.count();
  }

  /** Whether a tile and its keys are those of the first of its row, so much further along. */
  private static boolean isShifted(
      List<QueryTile> tiles, List<TileKeys> keys, int first, int shift) {
    QueryTile tile = tiles.get(first + shift);
    return tile.isShifted(tiles.get(first))
        && tile.first() - tiles.get(first).first() == shift
        && keys.get(first + shift).keys().isShifted(keys.get(first).keys(), shift)
        && keys.get(first + shift).lanes().isSame(keys.get(first).lanes());
  }

  /** Lists the keys of all tiles; returns false if one belongs to two of them. */
  private boolean findsPlace(KeyRuns keysOfFirst) {
    met.clear();
    int end = 0;
    for (int key : keysOfFirst.toArray()) {
      if (key < end) {
        return false;
      }
      met.appendRows(key, LANES, 1, 0);
      end = key + LANES;
    }
    return true;
  }

  private InterleavedBatch layOut(List<QueryTile> tiles, List<TileKeys> keys, int count) {
    List<Group> groups = new ArrayList<>();
    for (int row = 0; row < tiles.size(); row += LANES) {
      QueryTile tile = tiles.get(row);
      long[] seers = keys.get(row).lanes().toArray();
      for (int step = 0; step < tile.count(); step += STEPS) {
        groups.add(group(tile, step, seers));
      }
    }
    return new InterleavedBatch(met.trimmed(), tiles.size(), count, groups.toArray(Group[]::new));
  }

  /**
   * Some steps of a row.
   *
   * @param tile the row's first tile
   * @param firstStep the first of its queries
   * @param seers for each key the lanes of the tile that see it
   */
  private static Group group(QueryTile tile, int firstStep, long[] seers) {
    int steps = Math.min(STEPS, tile.count() - firstStep);
    int[] queries = new int[steps * LANES];
    Arrays.setAll(queries, lane -> tile.query(firstStep + lane / LANES) + lane % LANES);
    int all = (1 << steps) - 1;
    int from = 0;
    while (from < seers.length && (seers[from] >>> firstStep & all) == 0) {
      from++;
    }
    int to = seers.length;
    while (to > from && (seers[to - 1] >>> firstStep & all) == 0) {
      to--;
    }
    int whole = from;
    while (whole < to && (seers[whole] >>> firstStep & all) == all) {
      whole++;
    }
    long[] visible = new long[to - whole];
    for (int key = whole; key < to; key++) {
      visible[key - whole] = LANES_OF_STEPS[(int) (seers[key] >>> firstStep) & all];
    }
    return new Group(QueryTile.of(queries), from, whole, to, visible);
  }
}
