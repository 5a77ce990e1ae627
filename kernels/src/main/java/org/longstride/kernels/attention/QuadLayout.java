package org.longstride.kernels.attention;

import java.util.Arrays;

/**
 * A batch of tiles as quads of queries, where that computes fewer scores that nobody sees: the
 * shape of each tile, and the panels in which the batch's keys lie.
 */
final class QuadLayout {

  /** Keys of a batch at most: with 64 features they fill a second-level cache by half. */
  private static final int MOST_KEYS = 2048;

  /** Keys that a tile meets at most. */
  private static final int MOST_OF_TILE = 512;

  /** How many times more scores 64 queries at once may compute before quads are better. */
  private static final double WORTH = 1.3;

  /** What laying a key into lanes costs, in scores. */
  private static final int LAYING = 12;

  /**
   * Shapes that are remembered: those of an image's borders, corners and inside, in every place
   * that batches in turn give them.
   */
  private static final int SHAPES = 64;

  private final QuadLanes quads = new QuadLanes();
  private final KeyPanels panels = new KeyPanels();
  private final QuadShape[] shapes = new QuadShape[SHAPES];
  private int nextShape;
  private final QuadShape[] shapeOf = new QuadShape[TileBatch.SIZE];

  QuadLayout() {
    Arrays.setAll(shapes, i -> new QuadShape());
  }

  /**
   * Lays a batch out; returns whether that is worth while.
   *
   * @param d features of a key
   * @param last the batch that is computed before this one, or null: what both meet stays in place
   */
  boolean take(TileBatch batch, int d, QuadLayout last) {
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
      visible += batch.keys(t).visiblePairs();
    }
    // At best every computed score is visible; where that would not do, nothing is laid out.
    if (scores < WORTH * (visible + (long) LAYING * keys)) {
      return false;
    }
    panels.lay(batch, d, last == null ? null : last.panels);
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
      if (shape.fits(form, count, visible, numbers, panels)) {
        return shape;
      }
    }
    QuadShape shape = oldest(t);
    shape.become(form, quads, count, visible, numbers, panels);
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

  /** The shape of a tile; null if it meets no keys. */
  QuadShape shape(int t) {
    return shapeOf[t];
  }

  /** Where the batch's keys and values lie. */
  KeyPanels panels() {
    return panels;
  }
}
