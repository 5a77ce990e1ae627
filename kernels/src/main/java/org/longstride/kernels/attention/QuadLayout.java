package org.longstride.kernels.attention;

import java.util.Arrays;
import org.longstride.kernels.vector.QuadKernels;

/**
 * A batch of tiles as quads of queries, where that computes fewer scores that nobody sees. The keys
 * of the batch lie side by side in vectors' lanes; neighbouring rows of an image are interleaved,
 * so that what a quad sees of both is one vector.
 */
final class QuadLayout {

  private static final int LANES = QuadKernels.LANES;

  /** Keys of a batch at most: with 64 features they fill a second-level cache by half. */
  private static final int MOST_KEYS = 2048;

  /** Keys that a tile meets at most. */
  private static final int MOST_OF_TILE = 512;

  /** How many times more scores 64 queries at once may compute before quads are better. */
  private static final double WORTH = 1.3;

  /** What laying a key into lanes costs, in scores. */
  private static final int LAYING = 12;

  /**
   * Shapes that are remembered: those of an image's borders and of its inside; more than a batch
   * has tiles.
   */
  private static final int SHAPES = 16;

  private final QuadLanes quads = new QuadLanes();
  private final QuadShape[] shapes = new QuadShape[SHAPES];
  private int nextShape;
  private final QuadShape[] shapeOf = new QuadShape[TileBatch.SIZE];
  private int[] place = new int[0];
  private int width;
  private int step;
  private int rowLength;
  private int interleaved;

  QuadLayout() {
    Arrays.setAll(shapes, i -> new QuadShape());
  }

  /** Lays a batch out; returns whether that is worth while. */
  boolean take(TileBatch batch) {
    int keys = batch.met().count();
    if (keys == 0 || keys > MOST_KEYS) {
      return false;
    }
    long scores = 0;
    long visible = 0;
    for (int t = 0; t < batch.count(); t++) {
      int count = batch.keys(t).count();
      if (count > MOST_OF_TILE) {
        return false;
      }
      scores += 64L * count;
      for (int i = 0; i < count; i++) {
        visible += Long.bitCount(batch.keys(t).visible()[i]);
      }
    }
    // At best every computed score is visible; where that would not do, nothing is laid out.
    if (scores < WORTH * (visible + (long) LAYING * keys)) {
      return false;
    }
    findRows(batch);
    layKeys(batch.met());
    long computed = (long) LAYING * keys;
    for (int t = 0; t < batch.count(); t++) {
      shapeOf[t] = shape(batch, t);
      computed += shapeOf[t] == null ? 0 : 64L * shapeOf[t].vectors();
    }
    return scores >= WORTH * computed;
  }

  private QuadShape shape(TileBatch batch, int t) {
    int form = quads.take(batch.queries(t));
    int count = batch.keys(t).count();
    long[] visible = batch.keys(t).visible();
    int[] numbers = batch.numbers(t);
    if (count == 0) {
      return null;
    }
    for (QuadShape shape : shapes) {
      if (shape.fits(form, count, visible, numbers, place)) {
        return shape;
      }
    }
    QuadShape shape = oldest(t);
    shape.become(form, quads, count, visible, numbers, place);
    return shape;
  }

  /** The next shape in turn that no earlier tile of the batch has: those are still needed. */
  private QuadShape oldest(int t) {
    QuadShape shape;
    do {
      shape = shapes[nextShape];
      nextShape = (nextShape + 1) % SHAPES;
    } while (Arrays.asList(shapeOf).subList(0, t).contains(shape));
    return shape;
  }

  /**
   * Looks at the keys of a quad in the middle: how long the rows of the image are, and how many of
   * them are interleaved so that a quad's part of them fills a vector.
   */
  private void findRows(TileBatch batch) {
    int t = batch.count() / 2;
    quads.take(batch.queries(t));
    long quad = quads.bits(QuadLanes.QUADS / 2);
    int[] tokens = batch.keys(t).keys();
    step = step(batch.met());
    int seen = 0;
    int rows = 0;
    int begin = 0;
    int last = 0;
    rowLength = Integer.MAX_VALUE;
    for (int i = 0; i < batch.keys(t).count(); i++) {
      if ((batch.keys(t).visible()[i] & quad) != 0) {
        if (rows == 0 || tokens[i] - last != step) {
          rowLength = rows == 1 ? (tokens[i] - begin) / step : rowLength;
          begin = tokens[i];
          rows++;
        }
        last = tokens[i];
        seen++;
      }
    }
    int length = rows == 0 ? LANES : (seen + rows - 1) / rows;
    interleaved = 1;
    while (2 * interleaved * length <= LANES) {
      interleaved *= 2;
    }
  }

  private static int step(MetKeys met) {
    return met.count() > 1 ? met.tokens()[1] - met.tokens()[0] : 1;
  }

  /** Gives each key its place: rows of keys in even steps, so many of equal length interleaved. */
  private void layKeys(MetKeys met) {
    int count = met.count();
    int[] tokens = met.tokens();
    place = place.length < count ? new int[count + count / 2] : place;
    for (int i = 0; i < count; ) {
      int length = row(tokens, i, count);
      int together = 1;
      while (together < interleaved
          && i + (together + 1) * length <= count
          && row(tokens, i + together * length, count) == length) {
        together++;
      }
      for (int row = 0; row < together; row++) {
        for (int column = 0; column < length; column++) {
          place[i + row * length + column] = i + column * together + row;
        }
      }
      i += together * length;
    }
    // A vector may begin at the last key. An odd number of vectors, so that the features of a key
    // spread over all sets of a cache.
    width = ((count + LANES - 1) / LANES + 1 | 1) * LANES;
  }

  /** Keys in even steps; where they fill an image's rows, one follows the other without a gap. */
  private int row(int[] tokens, int from, int count) {
    int next = from + 1;
    while (next < count && next - from < rowLength && tokens[next] - tokens[next - 1] == step) {
      next++;
    }
    return next - from;
  }

  /** The shape of a tile; null if it meets no keys. */
  QuadShape shape(int t) {
    return shapeOf[t];
  }

  /** Where each of the batch's keys lies. */
  int[] places() {
    return place;
  }

  /** Keys that lie side by side, room for the last vector among them. */
  int width() {
    return width;
  }
}
