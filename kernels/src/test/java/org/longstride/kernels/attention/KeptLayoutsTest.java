package org.longstride.kernels.attention;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.longstride.kernels.pattern.AttentionPattern;
import org.longstride.kernels.pattern.Sequence;
import org.longstride.kernels.plan.AttentionPlan;
import org.longstride.kernels.plan.Pass;

/** Layouts are made once, in bounded memory. */
class KeptLayoutsTest {

  private static final int N = 8192;

  private final BatchPlanner planner = new BatchPlanner();

  private static AttentionPlan plan() {
    return AttentionPlan.of(AttentionPattern.parse("window(100)"), 0, 2, 2, new Sequence(N, true));
  }

  /** All batches of a call, in turn. */
  private List<TileBatch> all(
      KeptLayouts<BatchPlanner.BatchRun> kept, AttentionPlan plan, int from, int to) {
    KeptLayouts<BatchPlanner.BatchRun>.OfCall call =
        kept.of(new TiledAttention.LaidOutCall(plan, from, to, 8));
    Pass pass = plan.groups().get(0).passes().get(0);
    int tiles = pass.order().tiles(from, to);
    List<TileBatch> batches = new ArrayList<>();
    for (int t = 0; t < tiles; ) {
      BatchPlanner.Tiles asked = new BatchPlanner.Tiles(pass, from, to, t, tiles);
      BatchPlanner.BatchRun run = call.get(asked, () -> planner.plan(asked, plan.sequence(), 8));
      batches.addAll(run.batches());
      t = run.nextTile();
    }
    return batches;
  }

  private static long same(List<TileBatch> a, List<TileBatch> b) {
    assertEquals(a.size(), b.size());
    int same = 0;
    for (int i = 0; i < a.size(); i++) {
      same += a.get(i) == b.get(i) ? 1 : 0;
    }
    return same;
  }

  @Test
  void aCallThatFitsIsLaidOutOnce() {
    KeptLayouts<BatchPlanner.BatchRun> kept = new KeptLayouts<>(1L << 20);
    AttentionPlan plan = plan();
    List<TileBatch> first = all(kept, plan, 0, N);
    assertEquals(first.size(), same(first, all(kept, plan, 0, N)));
    assertNotSame(first.get(0), all(kept, plan(), 0, N).get(0), "another plan");
    assertNotSame(first.get(0), all(kept, plan, 0, 512).get(0), "other queries");
  }

  @Test
  void ofACallThatDoesNotFitAPartIsKept() {
    AttentionPlan plan = plan();
    long bytes = all(new KeptLayouts<>(0), plan, 0, N).stream().mapToLong(TileBatch::bytes).sum();
    KeptLayouts<BatchPlanner.BatchRun> kept = new KeptLayouts<>(bytes / 2);
    List<TileBatch> first = all(kept, plan, 0, N);
    long same = same(first, all(kept, plan, 0, N));
    assertTrue(kept.bytes() <= bytes / 2, kept.bytes() + " of " + bytes / 2);
    assertTrue(same >= first.size() / 4 && same < first.size(), same + " of " + first.size());
    assertEquals(same, same(first, all(kept, plan, 0, N)));
  }

  /** Chunk after chunk of a stream: the last ones stay. */
  @Test
  void whatWasUnusedLongestIsLetGo() {
    AttentionPlan plan = plan();
    long ofChunk =
        all(new KeptLayouts<>(0), plan, 0, 512).stream().mapToLong(TileBatch::bytes).sum();
    KeptLayouts<BatchPlanner.BatchRun> kept = new KeptLayouts<>(4 * ofChunk);
    List<TileBatch> first = all(kept, plan, 0, 512);
    for (int from = 512; from < N; from += 512) {
      List<TileBatch> chunk = all(kept, plan, from, from + 512);
      assertSame(chunk.get(0), all(kept, plan, from, from + 512).get(0), "the next layer");
    }
    assertNotSame(first.get(0), all(kept, plan, 0, 512).get(0));
  }

  @Test
  void withoutRoomNothingIsKept() {
    KeptLayouts<BatchPlanner.BatchRun> kept = new KeptLayouts<>(100);
    AttentionPlan plan = plan();
    assertEquals(0, same(all(kept, plan, 0, N), all(kept, plan, 0, N)));
  }
}
