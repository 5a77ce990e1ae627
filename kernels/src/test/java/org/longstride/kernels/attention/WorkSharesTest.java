package org.longstride.kernels.attention;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.longstride.kernels.pattern.AttentionPattern;
import org.longstride.kernels.pattern.Sequence;
import org.longstride.kernels.plan.AttentionPlan;
import org.longstride.kernels.plan.HeadGroup;
import org.longstride.kernels.plan.Pass;

/** However many threads share a sequence, each tile of each head is computed once. */
class WorkSharesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "full",
        "window(9)",
        "window(9) + stride(7)",
        "fixed(128, 8)",
        "neighborhood(3x3 over 131x64)"
      })
  void everyTileOfEveryHeadIsInOneShare(String pattern) {
    for (int n : new int[] {0, 1, 64, 513, 5000, 140_000}) {
      for (int heads : new int[] {1, 3, 12}) {
        for (int threads : new int[] {1, 2, 5, 64}) {
          for (boolean causal : new boolean[] {true, false}) {
            Sequence sequence = new Sequence(n, causal);
            AttentionPlan plan =
                AttentionPlan.of(AttentionPattern.parse(pattern), 0, heads, heads, sequence);
            judge(plan, n, heads, new WorkShares(plan, threads));
          }
        }
      }
    }
  }

  /** A piece of work of one head: where it begins, and where it ends. */
  private static void judge(AttentionPlan plan, int n, int heads, WorkShares shares) {
    Map<Integer, Map<Long, Long>> ofHeads = new HashMap<>();
    for (int s = 0; s < shares.count(); s++) {
      TileRange range = shares.share(s);
      assertTrue(!range.heads().isEmpty(), () -> range + " has no heads");
      boolean onePass = range.group().passes().size() == 1;
      long begin = onePass ? range.firstTile() : range.from();
      long end = onePass ? range.lastTile() : range.to();
      for (int head : range.heads()) {
        assertTrue(range.group().heads().contains(head), () -> head + " is no head of " + range);
        Long other = ofHeads.computeIfAbsent(head, h -> new HashMap<>()).put(begin, end);
        assertEquals(null, other, () -> "twice " + range);
      }
    }
    for (HeadGroup group : plan.groups()) {
      Pass pass = group.passes().get(0);
      long all = group.passes().size() == 1 ? pass.order().tiles(0, n) : n;
      for (int head : group.heads()) {
        Map<Long, Long> pieces = ofHeads.getOrDefault(head, Map.of());
        long at = 0;
        int found = 0;
        for (; at < all; found++) {
          assertTrue(pieces.containsKey(at), "head " + head + " has nothing from " + at);
          at = pieces.get(at);
        }
        assertEquals(found, pieces.size(), "head " + head + " of " + heads);
      }
    }
  }
}
