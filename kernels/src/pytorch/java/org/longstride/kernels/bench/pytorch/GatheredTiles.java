package org.longstride.kernels.bench.pytorch;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.longstride.kernels.bench.Work;
import org.longstride.kernels.plan.AttentionPlan;
import org.longstride.kernels.plan.HeadGroup;

/**
 * Any pattern by gathering, as Hugging Face does BigBird: tiles of 64 queries, each with a copy of
 * the keys that any of them sees, are one batch under a mask. Tiles that see far more than others
 * (global queries) are computed one by one.
 */
final class GatheredTiles {

  private GatheredTiles() {}

  /** Whether tiles are full and each head has one pass. */
  static boolean fits(Work work) {
    return work.n() % TileGather.QUERIES == 0
        && work.plan().groups().stream().allMatch(group -> group.passes().size() == 1);
  }

  static TorchContestant.Way of(Work work) {
    AttentionPlan plan = work.plan();
    List<GroupGather> groups = new ArrayList<>();
    for (HeadGroup group : plan.groups()) {
      groups.add(new GroupGather(plan, group));
    }
    return (q, k, v) -> {
      if (groups.size() == 1) {
        return groups.get(0).attend(q, k, v);
      }
      Tensor out = torch.empty(work.heads(), work.n(), work.d());
      for (GroupGather group : groups) {
        group.of(out).copy_(group.attend(group.of(q), group.of(k), group.of(v)));
      }
      return out;
    };
  }

  /** A group of heads: the batch of its ordinary tiles, and each wide one. */
  private static final class GroupGather {

    private final List<Integer> heads;
    private final TileGather ordinary;
    private final List<TileGather> wide = new ArrayList<>();

    /** Where each query lies in the joined outputs; null: in its place. */
    private final Tensor places;

    GroupGather(AttentionPlan plan, HeadGroup group) {
      heads = group.heads();
      List<TileGather.Tile> tiles = TileGather.tiles(plan, group.passes().get(0));
      int[] counts = tiles.stream().mapToInt(tile -> tile.keys().length).sorted().toArray();
      int most = 4 * counts[counts.length / 2];
      List<TileGather.Tile> narrow = new ArrayList<>();
      List<TileGather.Tile> order = new ArrayList<>();
      for (TileGather.Tile tile : tiles) {
        if (tile.keys().length <= most) {
          narrow.add(tile);
        }
      }
      order.addAll(narrow);
      for (TileGather.Tile tile : tiles) {
        if (tile.keys().length > most) {
          wide.add(new TileGather(List.of(tile)));
          order.add(tile);
        }
      }
      ordinary = new TileGather(narrow);
      places = TileGather.places(order);
    }

    /** The group's heads: a view where they are evenly spaced, as they are here. */
    Tensor of(Tensor tensor) {
      int first = heads.get(0);
      int step = heads.size() > 1 ? heads.get(1) - first : 1;
      for (int i = 0; i < heads.size(); i++) {
        if (heads.get(i) != first + i * step) {
          throw new IllegalStateException("heads " + heads + " are not evenly spaced");
        }
      }
      return Torch.every(tensor, first, heads.get(heads.size() - 1) + 1, step);
    }

    Tensor attend(Tensor q, Tensor k, Tensor v) {
      Tensor[] parts = new Tensor[1 + wide.size()];
      parts[0] = ordinary.attend(q, k, v);
      for (int i = 0; i < wide.size(); i++) {
        parts[i + 1] = wide.get(i).attend(q, k, v);
      }
      Tensor joined = parts.length == 1 ? parts[0] : Torch.join(1, parts);
      return places == null ? joined : joined.index_select(1, places);
    }
  }
}
