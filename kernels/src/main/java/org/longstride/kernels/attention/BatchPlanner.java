package org.longstride.kernels.attention;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.longstride.kernels.pattern.QueryTile;
import org.longstride.kernels.pattern.Sequence;
import org.longstride.kernels.plan.KeyRuns;
import org.longstride.kernels.plan.LaneRuns;
import org.longstride.kernels.plan.Pass;
import org.longstride.kernels.plan.TileKeys;

/** Lists who sees what, and lays out batches of tiles. Scratch for one thread. */
final class BatchPlanner {

  /** Batches that a head goes through before the next, about: each keeps keys of the last. */
  static final int BATCHES = 32;

  /**
   * The same of batches that keep none: where neighbouring queries lie in different tiles, their
   * rows share a page of memory.
   */
  private static final int APART = 4;

  /** Keys of all tiles that are listed at once, about: lists must not grow for ever. */
  private static final int MOST_KEYS = 1 << 17;

  private final List<TileKeys> keys = new ArrayList<>();
  private final KeyRuns[] numbers = new KeyRuns[TileBatch.SIZE];
  private final MetKeys met = new MetKeys();
  private final TokenSet queries = new TokenSet();
  private final StencilPlanner stencils = new StencilPlanner();
  private final InterleavedPlanner interleaved = new InterleavedPlanner();
  private LaneRuns lastLanes = new LaneRuns();

  /** A planner that has listed nothing yet. */
  BatchPlanner() {
    Arrays.setAll(numbers, t -> new KeyRuns());
  }

  /**
   * Batches that a head goes through before the next.
   *
   * @param batches some batches in turn
   * @param nextTile the first tile behind them
   */
  record BatchRun(List<TileBatch> batches, int nextTile) implements KeptLayouts.Layout {

    @Override
    public long bytes() {
      return batches.stream().mapToLong(TileBatch::bytes).sum();
    }
  }

  /**
   * Some tiles of a pass.
   *
   * @param pass deals queries into tiles
   * @param from the first of the queries
   * @param to behind the last of them
   * @param first the first tile that is taken
   * @param last behind the last that may be
   */
  record Tiles(Pass pass, int from, int to, int first, int last) {}

  /**
   * Lays out some batches.
   *
   * @param asked the tiles that they may take
   * @param d features of a key
   */
  BatchRun plan(Tiles asked, Sequence sequence, int d) {
    Pass pass = asked.pass();
    List<TileBatch> batches = new ArrayList<>();
    List<QueryTile> tiles = new ArrayList<>();
    int sideBySide = pass.order().sideBySide();
    int t = asked.first();
    long listed = 0;
    for (int most = BATCHES; t < asked.last() && batches.size() < most && listed < MOST_KEYS; ) {
      tiles.clear();
      long listedHere = 0;
      do {
        QueryTile tile = pass.order().tile(asked.from(), asked.to(), t++);
        if (tile.count() > 0) {
          if (keys.size() == tiles.size()) {
            keys.add(new TileKeys());
          }
          TileKeys ofTile = keys.get(tiles.size());
          ofTile.list(pass, sequence, tile);
          tiles.add(tile);
          listedHere += ofTile.keys().count();
        }
      } while (t < asked.last()
          && t % pass.order().batch() != 0
          && (listedHere < MOST_KEYS || t % sideBySide != 0));
      listed += listedHere;
      layOut(tiles, sideBySide > 1, d, batches);
      most = batches.get(batches.size() - 1) instanceof StencilBatch ? BATCHES : APART;
    }
    return new BatchRun(List.copyOf(batches), t);
  }

  /** Lays out tiles whose keys have been listed: side by side if they are of that kind. */
  private void layOut(List<QueryTile> tiles, boolean sideBySide, int d, List<TileBatch> batches) {
    for (int t = 0; t < tiles.size(); ) {
      List<QueryTile> left = tiles.subList(t, tiles.size());
      List<TileKeys> keysOfLeft = keys.subList(t, tiles.size());
      InterleavedBatch together = sideBySide ? interleaved.plan(left, keysOfLeft) : null;
      if (together != null) {
        batches.add(together);
        t += together.tiles();
        continue;
      }
      int count = Math.min(TileBatch.SIZE, left.size());
      QueryTile[] some = left.subList(0, count).toArray(QueryTile[]::new);
      TileBatch last = batches.isEmpty() ? null : batches.get(batches.size() - 1);
      batches.add(layOut(some, keysOfLeft.subList(0, count), d, last));
      t += count;
    }
  }

  /** Lays out a batch of tiles, given the keys of each. */
  private TileBatch layOut(QueryTile[] tiles, List<TileKeys> keys, int d, TileBatch last) {
    KeyRuns all = met.of(keys).trimmed();
    SeenKeys[] seen = new SeenKeys[tiles.length];
    for (int t = 0; t < seen.length; t++) {
      TileKeys ofTile = keys.get(t);
      met.number(ofTile.keys(), numbers[t]);
      seen[t] = new SeenKeys(numbers[t], ofTile.lanes());
    }
    StencilBatch stencil = stencils.plan(tiles, all, seen, d, last);
    if (stencil != null) {
      return stencil;
    }
    for (int t = 0; t < seen.length; t++) {
      seen[t] = seen[t].trimmed(lastLanes);
      lastLanes = seen[t].lanes();
    }
    return new BlockBatch(tiles, new AskedTokens(tiles, queries), all, seen);
  }
}
