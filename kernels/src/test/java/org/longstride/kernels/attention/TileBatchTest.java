package org.longstride.kernels.attention;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.FloatBuffer;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.longstride.kernels.pattern.AttentionPattern;
import org.longstride.kernels.pattern.Sequence;
import org.longstride.kernels.plan.AttentionPlan;
import org.longstride.kernels.plan.HeadGroup;
import org.longstride.kernels.plan.Pass;

/** The keys of neighbouring tiles, each once, and the blocks that they are met in. */
class TileBatchTest {

  /** Tokens that lie in memory backwards. */
  record Backwards(int n) implements KeyValues {
    @Override
    public FloatBuffer keys(int kvHead) {
      throw new UnsupportedOperationException();
    }

    @Override
    public FloatBuffer values(int kvHead) {
      throw new UnsupportedOperationException();
    }

    @Override
    public int row(int token) {
      return n - 1 - token;
    }
  }

  private final TileBatch batch = new TileBatch();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "full",
        "window(100)",
        "stride(7)",
        "block(64) + columns(64, 5)",
        "columns(16, 3)",
        "bigbird(16)",
        "window(90) + global(3, 700..800)",
        "neighborhood(5x5 over 30x40)",
      })
  void everyTileFindsItsKeysAmongThoseOfAllAndMeetsEachInOneBlock(String text) {
    for (int n : new int[] {1, 65, 702, 1600}) {
      for (boolean causal : new boolean[] {true, false}) {
        AttentionPlan plan =
            AttentionPlan.of(AttentionPattern.parse(text), 0, 2, 2, new Sequence(n, causal));
        for (HeadGroup group : plan.groups()) {
          for (Pass pass : group.passes()) {
            judge(plan.sequence(), pass, text + " over " + plan.sequence());
          }
        }
      }
    }
  }

  private void judge(Sequence sequence, Pass pass, String where) {
    int n = sequence.length();
    int tiles = pass.order().tiles(0, n);
    for (int t = 0; t < tiles; ) {
      t = batch.fill(pass, sequence, 0, n, t, tiles);
      batch.arrange(new Backwards(n), 64, null);
      judgeNumbers(n, where);
      if (!batch.inQuads()) {
        judgeBlocks(where);
      }
    }
  }

  private void judgeNumbers(int n, String where) {
    TreeSet<Integer> all = new TreeSet<>();
    for (int t = 0; t < batch.count(); t++) {
      for (int i = 0; i < batch.keys(t).count(); i++) {
        all.add(batch.keys(t).keys()[i]);
        int number = batch.numbers(t)[i];
        assertEquals(batch.keys(t).keys()[i], batch.met().tokens()[number], where);
      }
    }
    assertEquals(all.size(), batch.met().count(), where);
    int number = 0;
    for (int token : all) {
      assertEquals(token, batch.met().tokens()[number], where);
      assertEquals(n - 1 - token, batch.met().rows()[number++], where);
    }
  }

  private void judgeBlocks(String where) {
    int[] met = new int[batch.count()];
    for (int block = 0; block < batch.blocks(); block++) {
      int t = batch.tile(block);
      assertEquals(met[t], batch.from(block), where);
      met[t] += batch.size(block);
      assertTrue(batch.size(block) > 0 && batch.size(block) <= TileBatch.BLOCK, where);
      assertTrue(
          batch.numbers(t)[met[t] - 1] < batch.range(block) + TileBatch.RANGE,
          where + ": a block lies in one range");
    }
    int[] counts = new int[batch.count()];
    for (int t = 0; t < counts.length; t++) {
      counts[t] = batch.keys(t).count();
    }
    assertArrayEquals(counts, met, where);
  }
}
