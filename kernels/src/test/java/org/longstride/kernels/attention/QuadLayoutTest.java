package org.longstride.kernels.attention;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
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
        int all = batch.quads().shape(t).vectors();
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
      int[] places = Arrays.copyOf(batch.quads().places(), batch.met().count());
      Arrays.sort(places);
      assertArrayEquals(IntStream.range(0, places.length).toArray(), places);
    }
  }

  private static TileBatch batchInTheMiddle(int k, int height, int width) {
    String text = String.format("neighborhood(%dx%d over %dx%d)", k, k, height, width);
    Sequence sequence = new Sequence(height * width, false);
    AttentionPlan plan = AttentionPlan.of(AttentionPattern.parse(text), 0, 1, 1, sequence);
    Pass pass = plan.groups().get(0).passes().get(0);
    int tiles = pass.order().tiles(0, sequence.length());
    TileBatch batch = new TileBatch();
    int t = tiles / 2 / TileBatch.SIZE * TileBatch.SIZE;
    while (t < tiles && !batch.isFull()) {
      batch.add(pass, sequence, pass.order().tile(0, sequence.length(), t++));
    }
    batch.arrange(new TileBatchTest.Backwards(sequence.length()));
    return batch;
  }
}
