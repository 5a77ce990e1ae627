package org.longstride.kernels.attention.bf16;

import static org.longstride.kernels.attention.bf16.PanelSizes.PANEL;

import java.util.Arrays;
import org.longstride.kernels.pattern.QueryTile;
import org.longstride.kernels.plan.TileKeys;

/**
 * The keys of a tile of queries in panels of 64, and who sees what of each. Where a tile's keys lie
 * close together, panels are those of the sequence, which all tiles and heads share; where they are
 * scattered, the tile's keys are gathered in panels of its own.
 *
 * <p>The tile is one of the plan's whole chunks, whichever of its queries are asked for: so which
 * keys stand side by side in a sum depends on the sequence alone.
 */
final class TilePanels {

  /** Panels of the sequence are used where three quarters of their keys are met. */
  private static final double WORTHWHILE = 0.75;

  /** What objects and their headers take beside numbers, about, in bytes. */
  private static final long OVERHEAD = 256;

  private final QueryTile asked;
  private final int[] laneOf;
  private final long askedLanes;
  private final boolean gathered;
  private final int[] tokens;
  private int count;
  private int[] ids = new int[4];
  private int[] masksAt = new int[4];
  private long[] masks = new long[4 * PANEL];
  private long seen;

  /**
   * Lays a tile's keys out.
   *
   * @param tile a tile of a whole chunk
   * @param askedLanes the lanes whose outputs are wanted, at least one
   * @param keys the tile's keys
   */
  TilePanels(QueryTile tile, long askedLanes, TileKeys keys) {
    this.askedLanes = askedLanes;
    this.laneOf = lanes(askedLanes);
    this.asked =
        askedLanes == tile.lanes()
            ? tile
            : QueryTile.of(Arrays.stream(laneOf).map(tile::query).toArray());
    int[] met = keys.keys().toArray();
    long[] seers = keys.lanes().toArray();
    this.gathered = met.length < WORTHWHILE * PANEL * panelsMet(met);
    this.tokens = gathered ? askedTokens(met, seers) : null;
    long[] visible = new long[PANEL];
    for (int i = 0; i < met.length; ) {
      int id = gathered ? i / PANEL : met[i] / PANEL;
      Arrays.fill(visible, 0L);
      while (i < met.length && (gathered ? i : met[i]) / PANEL == id) {
        visible[(gathered ? i : met[i]) % PANEL] = seers[i];
        seen |= seers[i];
        i++;
      }
      add(id, visible);
    }
  }

  private static int[] lanes(long bits) {
    int[] lanes = new int[Long.bitCount(bits)];
    for (int i = 0; i < lanes.length; i++, bits &= bits - 1) {
      lanes[i] = Long.numberOfTrailingZeros(bits);
    }
    return lanes;
  }

  private static int panelsMet(int[] met) {
    int panels = 0;
    int last = -1;
    for (int key : met) {
      panels += key / PANEL == last ? 0 : 1;
      last = key / PANEL;
    }
    return panels;
  }

  private int[] askedTokens(int[] met, long[] seers) {
    int[] gatheredTokens = new int[(met.length + PANEL - 1) / PANEL * PANEL];
    Arrays.fill(gatheredTokens, -1);
    for (int i = 0; i < met.length; i++) {
      gatheredTokens[i] = (seers[i] & askedLanes) == 0 ? -1 : met[i];
    }
    return gatheredTokens;
  }

  private void add(int id, long[] visible) {
    if (count == ids.length) {
      ids = Arrays.copyOf(ids, 2 * count);
      masksAt = Arrays.copyOf(masksAt, 2 * count);
    }
    boolean all = true;
    for (long lanes : visible) {
      all &= lanes == -1L;
    }
    ids[count] = id;
    masksAt[count] = all ? -1 : keep(visible);
    count++;
  }

  private int masksKept;

  private int keep(long[] visible) {
    int at = masksKept;
    masksKept += PANEL;
    if (masksKept > masks.length) {
      masks = Arrays.copyOf(masks, 2 * masks.length);
    }
    System.arraycopy(visible, 0, masks, at, PANEL);
    BitSquare.transpose(masks, at);
    return at;
  }

  /** What this takes of memory, about, in bytes. */
  long bytes() {
    int numbers = laneOf.length + ids.length + masksAt.length;
    return OVERHEAD + 4L * (numbers + (gathered ? tokens.length : 0)) + 8L * masks.length;
  }

  /** The queries whose outputs are wanted. */
  QueryTile asked() {
    return asked;
  }

  /** The lane of the whole tile in which such a query lies. */
  int laneOf(int lane) {
    return laneOf[lane];
  }

  /** Whether such a query sees any key. */
  boolean seesAny(int lane) {
    return (seen >>> laneOf[lane] & 1) != 0;
  }

  /** Panels. */
  int count() {
    return count;
  }

  /** Whether panels are the tile's own. */
  boolean isGathered() {
    return gathered;
  }

  /** The panel of the sequence; of gathered ones their number. */
  int id(int panel) {
    return ids[panel];
  }

  /** The gathered keys, {@code [panels, 64]}; -1 where nobody asks. */
  int[] tokens() {
    return tokens;
  }

  /** Panels from this one on that follow each other, as many as make a product. */
  int run(int from) {
    int run = 1;
    while (run < TileProducts.LONGEST_RUN
        && from + run < count
        && ids[from + run] == ids[from] + run) {
      run++;
    }
    return run;
  }

  /** Where each panel's masks begin, -1 where every query sees every key. */
  int[] masksAt() {
    return masksAt;
  }

  /** For each lane of the whole tile a bit per key that it sees, of all panels that have masks. */
  long[] masks() {
    return masks;
  }

  /** The keys of a panel of the sequence that a query asks for, bit by bit. */
  long askedKeys(int panel) {
    if (masksAt[panel] < 0) {
      return -1L;
    }
    long asks = 0;
    for (int lane : laneOf) {
      asks |= masks[masksAt[panel] + lane];
    }
    return asks;
  }
}
