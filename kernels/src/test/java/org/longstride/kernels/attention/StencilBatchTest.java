package org.longstride.kernels.attention;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.longstride.kernels.attention.StencilBatch.Group;
import org.longstride.kernels.pattern.AttentionPattern;
import org.longstride.kernels.pattern.QueryTile;
import org.longstride.kernels.pattern.Sequence;
import org.longstride.kernels.plan.AttentionPlan;
import org.longstride.kernels.plan.Pass;

/** What stencils see of an image, in as few points as there are. */
class StencilBatchTest {

  private static final int D = 3;

  /**
   * Four by sixteen queries of a window of k by k see k + 3 rows, of k points each: four steps meet
   * k - 1 of these rows, and two each the first two and the last two. However wide the image is.
   */
  @ParameterizedTest
  @CsvSource({
    "3, 128", "3, 64", "3, 48", "5, 128", "5, 57", "7, 128", "7, 96", "7, 64", "7, 56", "7, 40",
    "9, 64", "13, 128"
  })
  void insideAnImageStencilsHaveAPointForEachNeighbour(int k, int width) {
    StencilBatch batch = batchInTheMiddle(k, 48, width);
    int whole = 0;
    for (Group group : batch.groups()) {
      QueryTile queries = group.steps().queries();
      int first = queries.query(0) % width;
      int last = queries.query(queries.count() - 1) % width;
      if (queries.count() == 64 && first >= k / 2 && last < width - k / 2) {
        assertEquals((k + 3) * k, group.shape().points());
        assertEquals(16 * k * (4 * (k - 1) + 2 * 4), group.shape().scores());
        whole++;
      }
    }
    assertTrue(whole > 0 || width < 57);
  }

  @ParameterizedTest
  @ValueSource(ints = {20, 37, 64, 128, 200})
  void everyKeyHasAPlaceOfItsOwn(int width) {
    StencilBatch batch = batchInTheMiddle(7, 30, width);
    KeyPanels panels = batch.panels();
    for (int p = 0; p < panels.count(); p++) {
      int first = panels.firstKey(p);
      int end = panels.firstKey(p + 1);
      int[] places = Arrays.copyOfRange(panels.places(), first, end);
      Arrays.sort(places);
      int begin = panels.ringPlace(p) * D * panels.width();
      assertArrayEquals(IntStream.range(begin, begin + end - first).toArray(), places);
      assertTrue(end - first <= panels.width());
    }
    assertEquals(batch.met().count(), panels.firstKey(panels.count()));
  }

  /** Of an image, the batch below meets so many rows again: all but those of its own tiles. */
  @ParameterizedTest
  @CsvSource({"7, 128, 6", "5, 128, 4", "7, 64, 6", "5, 57, 4", "9, 64, 8"})
  void theBatchBelowMeetsKeysAgain(int k, int width, int rows) {
    List<StencilBatch> batches = batches(k, 48, width);
    StencilBatch above = batches.get(1);
    StencilBatch below = batches.get(2);
    KeyPanels panels = below.panels();
    int again = panels.firstKey(panels.firstNew());
    int[] metAbove = above.met().toArray();
    int[] metBelow = below.met().toArray();
    int row = 1;
    while (metBelow[row] / width == metBelow[0] / width) {
      row++;
    }
    assertEquals(rows * row, again);
    int number = Arrays.binarySearch(metAbove, metBelow[0]);
    for (int i = 0; i < again; i++) {
      assertEquals(metAbove[number + i], metBelow[i]);
      assertEquals(above.panels().places()[number + i], panels.places()[i]);
      assertEquals(above.panels().rows()[number + i], panels.rows()[i]);
    }
  }

  private static StencilBatch batchInTheMiddle(int k, int height, int width) {
    List<StencilBatch> batches = batches(k, height, width);
    return batches.get(batches.size() / 2);
  }

  /** An image's batches. */
  private static List<StencilBatch> batches(int k, int height, int width) {
    String text = String.format("neighborhood(%dx%d over %dx%d)", k, k, height, width);
    Sequence sequence = new Sequence(height * width, false);
    AttentionPlan plan = AttentionPlan.of(AttentionPattern.parse(text), 0, 1, 1, sequence);
    Pass pass = plan.groups().get(0).passes().get(0);
    int tiles = pass.order().tiles(0, sequence.length());
    BatchPlanner planner = new BatchPlanner();
    List<StencilBatch> batches = new ArrayList<>();
    for (int t = 0; t < tiles; ) {
      BatchPlanner.BatchRun run =
          planner.plan(new BatchPlanner.Tiles(pass, 0, sequence.length(), t, tiles), sequence, D);
      run.batches().forEach(batch -> batches.add(assertInstanceOf(StencilBatch.class, batch)));
      t = run.nextTile();
    }
    return batches;
  }
}
