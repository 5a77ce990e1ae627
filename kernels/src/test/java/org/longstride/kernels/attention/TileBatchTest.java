package org.longstride.kernels.attention;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.longstride.kernels.pattern.AttentionPattern;
import org.longstride.kernels.pattern.QueryTile;
import org.longstride.kernels.pattern.Sequence;
import org.longstride.kernels.plan.AttentionPlan;
import org.longstride.kernels.plan.HeadGroup;
import org.longstride.kernels.plan.Pass;
import org.longstride.kernels.plan.TileKeys;
import org.longstride.kernels.vector.InterleavedKernels;

/** The keys of neighbouring tiles, each once, and the blocks that they are met in. */
class TileBatchTest {

  private final BatchPlanner planner = new BatchPlanner();
  private final TileKeys lister = new TileKeys();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "full",
        "window(100)",
        "stride(7)",
        "stride(16)",
        "stride(37) + window(40)",
        "block(64) + columns(64, 5)",
        "columns(16, 3)",
        "bigbird(16)",
        "window(90) + global(3, 700..800)",
        "neighborhood(5x5 over 30x40)",
        "neighborhood(7x7 over 40x20, causal=1x0)",
        "neighborhood(3x5 over 25x64, dilation=2x3)",
        "neighborhood(3x3x5 over 4x10x20)",
        "neighborhood(7x5 over 16x100, stride=2x3)",
        "neighborhood(5)",
        "neighborhood(7, dilation=4)",
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

  /** Keys are listed as runs: for a million neighbours there is no number each. */
  @Test
  void aBatchThatMeetsAllKeysOfALongSequenceTakesLittleMemory() {
    int n = 1 << 20;
    Sequence sequence = new Sequence(n, true);
    AttentionPlan plan = AttentionPlan.of(AttentionPattern.parse("full"), 0, 1, 1, sequence);
    Pass pass = plan.groups().get(0).passes().get(0);
    int tiles = pass.order().tiles(0, n);
    BatchPlanner.BatchRun run =
        planner.plan(new BatchPlanner.Tiles(pass, 0, n, tiles - 1, tiles), sequence, 64);
    assertEquals(n, run.batches().get(0).met().count());
    assertTrue(run.bytes() < n / 4, run.bytes() + " bytes");
  }

  private void judge(Sequence sequence, Pass pass, String where) {
    int n = sequence.length();
    int tiles = pass.order().tiles(0, n);
    for (int t = 0; t < tiles; ) {
      BatchPlanner.BatchRun run =
          planner.plan(new BatchPlanner.Tiles(pass, 0, n, t, tiles), sequence, 64);
      int first = t;
      for (TileBatch batch : run.batches()) {
        judgeKeys(batch, sequence, pass, where);
        if (batch instanceof InterleavedBatch sideBySide) {
          judgeGroups(sideBySide, sequence, pass, where);
        } else if (batch instanceof StencilBatch stencils) {
          judgeStencils(stencils, sequence, pass, where);
        } else if (batch instanceof BlockBatch blocks) {
          judgeBlocks(blocks, sequence, pass, where);
        }
      }
      t = run.nextTile();
      assertEquals(queries(pass, n, first, t), queries(run), where);
    }
  }

  private static List<Integer> queries(Pass pass, int n, int firstTile, int lastTile) {
    return IntStream.range(firstTile, lastTile)
        .mapToObj(t -> pass.order().tile(0, n, t))
        .flatMapToInt(tile -> IntStream.range(0, tile.count()).map(tile::query))
        .sorted()
        .boxed()
        .toList();
  }

  private static List<Integer> queries(BatchPlanner.BatchRun run) {
    return run.batches().stream()
        .flatMap(batch -> Arrays.stream(batch.queries()))
        .flatMapToInt(tile -> IntStream.range(0, tile.count()).map(tile::query))
        .sorted()
        .boxed()
        .toList();
  }

  private void judgeKeys(TileBatch batch, Sequence sequence, Pass pass, String where) {
    TreeSet<Integer> all = new TreeSet<>();
    for (QueryTile queries : batch.queries()) {
      lister.list(pass, sequence, queries);
      Arrays.stream(lister.keys().toArray()).forEach(all::add);
    }
    assertArrayEquals(all.stream().mapToInt(i -> i).toArray(), batch.met().toArray(), where);
  }

  private static int[] tokens(TileBatch batch, int[] numbers) {
    int[] met = batch.met().toArray();
    return Arrays.stream(numbers).map(number -> met[number]).toArray();
  }

  /** Each lane of a group sees one of sixteen neighbouring keys at a time, its own. */
  private void judgeGroups(InterleavedBatch batch, Sequence sequence, Pass pass, String where) {
    int[] met = batch.met().toArray();
    assertEquals(met.length, InterleavedKernels.LANES * batch.keys(), where);
    for (InterleavedBatch.Group group : batch.groups()) {
      lister.list(pass, sequence, group.queries());
      int[] keys = lister.keys().toArray();
      long[] visible = lister.lanes().toArray();
      for (int lane = 0; lane < group.queries().count(); lane++) {
        List<Integer> expected = new ArrayList<>();
        for (int i = 0; i < keys.length; i++) {
          if ((visible[i] >>> lane & 1) != 0) {
            expected.add(keys[i]);
          }
        }
        List<Integer> actual = new ArrayList<>();
        for (int key = group.from(); key < group.to(); key++) {
          int i = key - group.whole();
          if (i < 0 || (group.visible()[i] >>> lane & 1) != 0) {
            actual.add(met[key * InterleavedKernels.LANES + lane % InterleavedKernels.LANES]);
          }
        }
        assertEquals(expected, actual, where);
      }
    }
  }

  /** Each query of a stencil sees its keys, one by one in their order, where they lie. */
  private void judgeStencils(StencilBatch batch, Sequence sequence, Pass pass, String where) {
    int[] met = batch.met().toArray();
    KeyPanels panels = batch.panels();
    Map<Integer, Integer> keyOfRow = new HashMap<>();
    Map<Integer, Integer> keyOfPlace = new HashMap<>();
    for (int i = 0; i < met.length; i++) {
      keyOfRow.put(panels.rows()[i], met[i]);
      keyOfPlace.put(panels.places()[i], met[i]);
    }
    assertEquals(met.length, keyOfRow.size(), where);
    assertEquals(met.length, keyOfPlace.size(), where);
    for (StencilBatch.Group group : batch.groups()) {
      QueryTile queries = group.steps().queries();
      lister.list(pass, sequence, queries);
      int[] keys = lister.keys().toArray();
      long[] visible = lister.lanes().toArray();
      StencilShape shape = group.shape();
      for (int query = 0; query < queries.count(); query++) {
        List<Integer> expected = new ArrayList<>();
        for (int i = 0; i < keys.length; i++) {
          if ((visible[i] >>> query & 1) != 0) {
            expected.add(keys[i]);
          }
        }
        int lane = group.steps().lanes()[query];
        List<Integer> actual = new ArrayList<>();
        for (int run = 0; shape != null && run < shape.runs(); run++) {
          for (int point = shape.begin(run); point < shape.end(run); point++) {
            if ((shape.seers()[point] >>> lane & 1) != 0) {
              int row = panels.rows()[group.firstKey()] + shape.rows()[point] + lane % 16;
              int place =
                  panels.places()[group.firstKey()]
                      + shape.place(run)
                      + point
                      - shape.begin(run)
                      + lane % 16;
              actual.add(keyOfRow.get(row));
              assertEquals(keyOfRow.get(row), keyOfPlace.get(place), where);
              int firstLane = shape.firstLane(run);
              assertTrue(lane >= firstLane && lane < firstLane + 16 * shape.steps(run), where);
            }
          }
        }
        assertEquals(expected, actual, where);
      }
    }
  }

  /** Block by block a tile meets its keys, and for each the lanes that see it. */
  private void judgeBlocks(BlockBatch batch, Sequence sequence, Pass pass, String where) {
    TileBlocks blocks = batch.blocks();
    for (int t = 0; t < batch.count(); t++) {
      lister.list(pass, sequence, batch.queries()[t]);
      int[] keys = lister.keys().toArray();
      assertArrayEquals(keys, tokens(batch, batch.keys()[t].numbers().toArray()), where);
      long[] visible = lister.lanes().toArray();
      int met = 0;
      for (int block = 0; block < blocks.count(); block++) {
        if (blocks.tile(block) == t) {
          int size = blocks.size(block);
          int[] numbers = new int[size];
          long[] lanes = new long[size];
          SeenKeys seen = batch.keys()[t];
          seen.numbers().write(blocks.run(block), blocks.skip(block), size, numbers);
          seen.lanes().write(blocks.first(block), size, lanes);
          assertArrayEquals(Arrays.copyOfRange(keys, met, met + size), tokens(batch, numbers));
          assertArrayEquals(Arrays.copyOfRange(visible, met, met + size), lanes, where);
          assertTrue(size > 0 && size <= TileBlocks.BLOCK, where);
          assertTrue(
              blocks.range(block) <= numbers[0]
                  && numbers[size - 1] < blocks.range(block) + TileBlocks.RANGE,
              where + ": a block lies in one range");
          met += size;
        }
      }
      assertEquals(keys.length, met, where);
    }
  }
}
