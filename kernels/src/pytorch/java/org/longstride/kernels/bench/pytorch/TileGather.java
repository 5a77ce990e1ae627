package org.longstride.kernels.bench.pytorch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.longstride.kernels.pattern.QueryOrder;
import org.longstride.kernels.pattern.QueryTile;
import org.longstride.kernels.plan.AttentionPlan;
import org.longstride.kernels.plan.Pass;
import org.longstride.kernels.plan.TileKeys;

/** Tiles of queries with their keys gathered, padded to the longest list, as one batch. */
final class TileGather {

  /** Queries of a tile. */
  static final int QUERIES = QueryTile.SIZE;

  /**
   * A tile.
   *
   * @param queries its queries
   * @param keys the keys that any of them sees
   * @param visible for each key a bit per query
   */
  record Tile(int[] queries, int[] keys, long[] visible) {}

  private final int tiles;
  private final int reach;
  private final Tensor queries;
  private final Tensor keys;
  private final Tensor mask;

  TileGather(List<Tile> list) {
    tiles = list.size();
    reach = list.stream().mapToInt(tile -> tile.keys().length).max().orElse(0);
    long[] queryIndex = new long[tiles * QUERIES];
    long[] keyIndex = new long[tiles * reach];
    float[] hidden = new float[tiles * QUERIES * reach];
    boolean some = false;
    for (int t = 0; t < tiles; t++) {
      Tile tile = list.get(t);
      for (int i = 0; i < QUERIES; i++) {
        queryIndex[t * QUERIES + i] = tile.queries()[i];
      }
      for (int j = 0; j < reach; j++) {
        boolean real = j < tile.keys().length;
        keyIndex[t * reach + j] = real ? tile.keys()[j] : 0;
        long visible = real ? tile.visible()[j] : 0;
        some |= visible != -1L;
        for (int i = 0; i < QUERIES; i++) {
          int at = (t * QUERIES + i) * reach + j;
          hidden[at] = (visible >>> i & 1) == 1 ? 0 : Float.NEGATIVE_INFINITY;
        }
      }
    }
    queries = Torch.indices(queryIndex);
    keys = Torch.indices(keyIndex);
    mask = some ? torch.empty(1, tiles, QUERIES, reach) : null;
    if (some) {
      mask.data_ptr_float().put(hidden);
    }
  }

  /** The tiles of a pass. */
  static List<Tile> tiles(AttentionPlan plan, Pass pass) {
    int n = plan.sequence().length();
    QueryOrder order = pass.order();
    TileKeys keys = new TileKeys();
    List<Tile> tiles = new ArrayList<>();
    for (int t = 0; t < order.tiles(0, n); t++) {
      QueryTile tile = order.tile(0, n, t);
      if (tile.count() == 0) {
        continue;
      }
      if (tile.count() != QUERIES) {
        throw new IllegalStateException(tile + " is not full");
      }
      keys.list(pass, plan.sequence(), tile);
      int[] queries = new int[QUERIES];
      Arrays.setAll(queries, tile::query);
      tiles.add(new Tile(queries, keys.keys().toArray(), keys.lanes().toArray()));
    }
    return tiles;
  }

  /** Where each query lies among the queries of the tiles; null: all lie in order. */
  static Tensor places(List<Tile> tiles) {
    long[] places = new long[tiles.size() * QUERIES];
    boolean ordered = true;
    for (int at = 0; at < places.length; at++) {
      int query = tiles.get(at / QUERIES).queries()[at % QUERIES];
      places[query] = at;
      ordered &= query == at;
    }
    return ordered ? null : Torch.indices(places);
  }

  /** The outputs of the tiles, {@code [heads, tiles * 64, d]}. */
  Tensor attend(Tensor q, Tensor k, Tensor v) {
    long heads = q.size(0);
    long d = q.size(2);
    Tensor x = q.index_select(1, queries).view(heads, tiles, QUERIES, d);
    Tensor rows = k.index_select(1, keys).view(heads, tiles, reach, d);
    Tensor values = v.index_select(1, keys).view(heads, tiles, reach, d);
    Tensor out =
        mask == null ? Torch.attend(x, rows, values, false) : Torch.attend(x, rows, values, mask);
    return out.reshape(heads, (long) tiles * QUERIES, d);
  }
}
