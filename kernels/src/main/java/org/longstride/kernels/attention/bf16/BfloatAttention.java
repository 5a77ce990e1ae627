package org.longstride.kernels.attention.bf16;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.longstride.kernels.attention.KeptLayouts;
import org.longstride.kernels.attention.KeyValues;
import org.longstride.kernels.attention.Outputs;
import org.longstride.kernels.attention.Queries;
import org.longstride.kernels.attention.RangeAttention;
import org.longstride.kernels.attention.ScoreOptions;
import org.longstride.kernels.attention.TiledAttention;
import org.longstride.kernels.pattern.QueryOrder;
import org.longstride.kernels.pattern.QueryTile;
import org.longstride.kernels.pattern.Sequence;
import org.longstride.kernels.plan.AttentionPlan;
import org.longstride.kernels.plan.HeadGroup;
import org.longstride.kernels.plan.Pass;
import org.longstride.kernels.plan.TileKeys;
import org.longstride.kernels.vector.LaneKernels;

/**
 * Attention with bfloat16 products: queries, keys, values and weights are rounded to 8 bits of
 * precision, sums are float32. It is faster than {@link TiledAttention} where queries see hundreds
 * of neighbouring keys: twice on full attention with 64 features. Where keys are few or scattered,
 * or heads small, what surrounds the products outweighs them.
 *
 * <p>A call prepares the keys that it can reach, head by head: 2 (d + dv) bytes and some for each.
 *
 * <p>Weights are {@code 2^(score * log2(e) - shift)} with a shift that a query knows before it
 * meets its first key, instead of a running maximum. A query whose weights leave the range of
 * floats, because its scores are some 60 above or below its shift, is computed in float32.
 *
 * <p>As in float32, a query's output depends neither on how the sequence is cut into calls nor on
 * threads: tiles are those of the plan's whole chunks, whichever of their queries a call asks for.
 */
public final class BfloatAttention implements RangeAttention {

  /** Memory for layouts: many chunks of a stream, each laid out once for all layers. */
  private static final long KEPT_BYTES = 8L << 20;

  private final TileKeys keys = new TileKeys();
  private final KeptLayouts<TileList> kept = new KeptLayouts<>(KEPT_BYTES);
  private final PassSums passSums = new PassSums();
  private final Remainder remainder = new Remainder();
  private final TiledAttention float32;
  private final BfloatProducts products;
  private final int[] queriesDone = new int[QueryTile.SIZE];
  private Scratch scratch;

  /** What depends on sizes. */
  private static final class Scratch {
    final PanelSizes sizes;
    final Exponents exponents;
    final TileProducts tiles;
    final QueryRows queries;
    final TileSums sums;
    final SequencePanels shared;
    final GatheredPanels gathered;

    Scratch(PanelSizes sizes, Exponents exponents, BfloatProducts products) {
      this.sizes = sizes;
      this.exponents = exponents;
      queries = new QueryRows(sizes);
      sums = new TileSums(sizes.dv());
      shared = new SequencePanels(sizes);
      gathered = new GatheredPanels(sizes);
      tiles = new TileProducts(sizes, exponents, shared, gathered, products);
    }
  }

  /**
   * Attention for one thread.
   *
   * @param kernels compute what is left to float32
   * @param products which this machine has
   */
  BfloatAttention(LaneKernels kernels, BfloatProducts products) {
    this.products = products;
    float32 = new TiledAttention(kernels);
  }

  @Override
  public void attend(
      AttentionPlan plan,
      int from,
      int to,
      int d,
      int dv,
      ScoreOptions options,
      Queries q,
      KeyValues kv,
      Outputs out) {
    PanelSizes sizes = new PanelSizes(d, dv);
    Exponents exponents = new Exponents(options.scale(), options.softCap());
    if (scratch == null || !scratch.sizes.equals(sizes) || !scratch.exponents.equals(exponents)) {
      scratch = new Scratch(sizes, exponents, products);
    }
    Call call = new Call(plan, from, to, options, q, kv, out);
    remainder.begin(plan.heads(), from);
    for (HeadGroup group : plan.groups()) {
      call.attend(group);
    }
    scratch.queries.release();
    remainder.finish(
        (start, end, outputs) -> float32.attend(plan, start, end, d, dv, options, q, kv, outputs),
        dv,
        out);
  }

  /** What is asked for by calls that have the same tiles: chunks may be those of other heads. */
  private record LaidOutPasses(List<Pass> passes, Sequence sequence, int chunk, int from, int to) {}

  /** The tiles of a pass. */
  private record TileList(List<TilePanels> tiles) implements KeptLayouts.Layout {
    @Override
    public long bytes() {
      return tiles.stream().mapToLong(TilePanels::bytes).sum();
    }
  }

  /** What one call is about. */
  private final class Call {
    private final AttentionPlan plan;
    private final int from;
    private final int to;
    private final ScoreOptions options;
    private final Queries q;
    private final KeyValues kv;
    private final Outputs out;

    Call(
        AttentionPlan plan,
        int from,
        int to,
        ScoreOptions options,
        Queries q,
        KeyValues kv,
        Outputs out) {
      this.plan = plan;
      this.from = from;
      this.to = to;
      this.options = options;
      this.q = q;
      this.kv = kv;
      this.out = out;
    }

    void attend(HeadGroup group) {
      KeptLayouts<TileList>.OfCall layouts =
          kept.of(
              new LaidOutPasses(group.passes(), plan.sequence(), plan.preferredChunk(), from, to));
      scratch.shared.begin(plan.sequence().length());
      List<List<TilePanels>> passes = new ArrayList<>();
      for (Pass pass : group.passes()) {
        List<TilePanels> tiles = layouts.get(pass, () -> new TileList(tiles(pass))).tiles();
        tiles.forEach(scratch.shared::add);
        passes.add(tiles);
      }
      scratch.shared.assignSlots();
      List<Integer> heads = group.heads();
      for (int first = 0; first < heads.size(); ) {
        int kvHead = plan.kvHead(heads.get(first));
        int end = first;
        while (end < heads.size() && plan.kvHead(heads.get(end)) == kvHead) {
          end++;
        }
        attend(passes, heads.subList(first, end), kvHead);
        first = end;
      }
    }

    /** The tiles of whole chunks that hold a query of this call. */
    private List<TilePanels> tiles(Pass pass) {
      List<TilePanels> tiles = new ArrayList<>();
      int chunk = plan.preferredChunk();
      int n = plan.sequence().length();
      QueryOrder order = pass.order();
      for (int start = from / chunk * chunk; start < to; start += chunk) {
        int end = (int) Math.min(n, (long) start + chunk);
        for (int t = 0; t < order.tiles(start, end); t++) {
          QueryTile tile = order.tile(start, end, t);
          long asked = tile.count() == 0 ? 0 : tile.lanes(from, to);
          if (asked != 0) {
            keys.list(pass, plan.sequence(), tile);
            tiles.add(new TilePanels(tile, asked, keys));
          }
        }
        if (end == n) {
          break;
        }
      }
      return tiles;
    }

    private void attend(List<List<TilePanels>> passes, List<Integer> heads, int kvHead) {
      scratch.shared.pack(kv, kvHead);
      scratch.gathered.forget();
      if (passes.size() > 1) {
        passSums.begin(heads.size(), from, to, scratch.sizes.dv());
      }
      for (int p = 0; p < passes.size(); p++) {
        for (TilePanels tile : passes.get(p)) {
          if (tile.isGathered()) {
            scratch.gathered.pack(tile.tokens(), kv, kvHead);
          }
          scratch.queries.begin(tile.asked(), kv, kvHead);
          for (int h = 0; h < heads.size(); h++) {
            int head = heads.get(h);
            scratch.queries.load(q, head, tile, scratch.exponents);
            scratch.tiles.multiply(tile, scratch.queries);
            scratch.sums.read(scratch.tiles, tile);
            if (passes.size() > 1) {
              passSums.add(h, tile, scratch.sums);
            }
            if (p == passes.size() - 1) {
              finish(head, passes.size() > 1 ? h : -1, tile);
            }
          }
        }
      }
    }

    /** Gives a head's outputs away; {@code h} is its place among sums of passes, or -1. */
    private void finish(int head, int h, TilePanels tile) {
      TileSums sums = scratch.sums;
      QueryTile asked = tile.asked();
      float sink = options.sinks() == null ? Float.NEGATIVE_INFINITY : options.sinks()[head];
      int count = 0;
      for (int i = 0; i < asked.count(); i++) {
        int query = asked.query(i);
        boolean seesAny = h < 0 ? tile.seesAny(i) : passSums.seesAny(h, query);
        if (sums.finish(i, scratch.queries.shifts()[tile.laneOf(i)], sink, seesAny)) {
          if (count < i) {
            sums.move(i, count);
          }
          queriesDone[count++] = query;
        } else {
          remainder.add(head, query);
        }
      }
      if (count == asked.count()) {
        sums.store(head, asked, out);
      } else if (count > 0) {
        sums.store(head, QueryTile.of(Arrays.copyOf(queriesDone, count)), out);
      }
    }
  }
}
