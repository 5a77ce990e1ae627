package org.longstride.kernels.attention;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.longstride.kernels.pattern.AttentionPattern;
import org.longstride.kernels.pattern.QueryTile;
import org.longstride.kernels.pattern.Sequence;
import org.longstride.kernels.plan.AttentionPlan;
import org.longstride.kernels.plan.Pass;

/** What quads see of an image, in as few vectors as it fits into. */
class QuadLayoutTest {

  private static final int D = 3;

  /**
   * Two by two queries of a window of k by k see k + 1 rows of k + 1 keys, of which as many as fit
   * are one vector; half as many more where the rows of a quad begin between those of a vector.
   * However wide the image is: at 64 and less, a batch's rows fill the image's.
   */
  @ParameterizedTest
  @CsvSource({
    "3, 128, 1",
    "3, 64, 1",
    "3, 32, 1",
    "3, 16, 1",
    "5, 128, 3",
    "5, 64, 3",
    "5, 56, 3",
    "5, 32, 3",
    "7, 128, 4",
    "7, 96, 4",
    "7, 64, 4",
    "7, 56, 4",
    "7, 40, 4",
    "7, 32, 4",
    "7, 24, 4",
  })
  void inTheMiddleOfAnImageQuadsHaveFewVectors(int k, int width, int vectors) {
    TileBatch batch = batchInTheMiddle(k, 48, width);
    assertTrue(batch.inQuads());
    int whole = 0;
    for (int t = 0; t < batch.count(); t++) {
      QueryTile queries = batch.queries(t);
      int first = queries.query(0) % width;
      int last = queries.query(queries.count() - 1) % width;
      if (queries.count() == 64 && first >= k / 2 && last < width - k / 2) {
        int all = batch.quads().shapes()[t].vectors();
        assertTrue(all >= 16 * vectors && all <= 24 * vectors, all + " vectors");
        whole++;
      }
    }
    assertTrue(whole > 0 || width < 24);
  }

  @Test
  void everyKeyHasAPlaceOfItsOwn() {
    for (int width : new int[] {20, 37, 64, 128}) {
      TileBatch batch = batchInTheMiddle(7, 30, width);
      KeyPanels panels = batch.quads().panels();
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
  }

  /** Of an image, the batch below meets so many rows again: all but those of its own tiles. */
  @ParameterizedTest
  @CsvSource({"7, 128, 6", "5, 128, 4", "7, 64, 6", "5, 57, 4", "9, 64, 8"})
  void theBatchBelowMeetsKeysAgain(int k, int width, int rows) {
    List<TileBatch> batches = batches(k, 48, width);
    TileBatch above = batches.get(1);
    TileBatch below = batches.get(2);
    KeyPanels panels = below.quads().panels();
    int again = panels.firstKey(panels.firstNew());
    assertEquals(rows * 64, again * 64 / rowLength(below, width));
    int[] metAbove = above.met().toArray();
    int[] metBelow = below.met().toArray();
    int number = Arrays.binarySearch(metAbove, metBelow[0]);
    for (int i = 0; i < again; i++) {
      assertEquals(metAbove[number + i], metBelow[i]);
      assertEquals(above.quads().panels().places()[number + i], panels.places()[i]);
      assertEquals(above.quads().panels().rows()[number + i], panels.rows()[i]);
    }
  }

  /** Keys of a row that a batch meets. */
  private static int rowLength(TileBatch batch, int width) {
    int[] met = batch.met().toArray();
    int first = met[0];
    int length = 0;
    while (met[length] / width == first / width) {
      length++;
    }
    return length;
  }

  private static TileBatch batchInTheMiddle(int k, int height, int width) {
    List<TileBatch> batches = batches(k, height, width);
    return batches.get(batches.size() / 2);
  }

  /** An image's batches. */
  private static List<TileBatch> batches(int k, int height, int width) {
    String text = String.format("neighborhood(%dx%d over %dx%d)", k, k, height, width);
    Sequence sequence = new Sequence(height * width, false);
    AttentionPlan plan = AttentionPlan.of(AttentionPattern.parse(text), 0, 1, 1, sequence);
    Pass pass = plan.groups().get(0).passes().get(0);
    int tiles = pass.order().tiles(0, sequence.length());
    BatchPlanner planner = new BatchPlanner();
    List<TileBatch> batches = new ArrayList<>();
    for (int t = 0; t < tiles; ) {
      BatchPlanner.BatchRun run = planner.plan(pass, sequence, 0, sequence.length(), t, tiles, D);
      batches.addAll(run.batches());
      t = run.nextTile();
    }
    return batches;
  }
}
