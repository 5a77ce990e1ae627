package org.longstride.kernels.attention;

/**
 * Remembers the shapes of tiles that have been met last: those of an image's borders, corners and
 * inside, in every place that batches in turn give them.
 */
final class QuadShapes {

  private static final int SIZE = 64;

  private final QuadShape[] shapes = new QuadShape[SIZE];
  private int next;
  private long bytes;

  /** The shape of a tile; arguments as of {@link QuadShape}. */
  QuadShape of(
      int form, QuadLanes quads, int count, long[] visible, int[] numbers, KeyPanels panels) {
    int hash = QuadShape.hash(count, visible, numbers, panels);
    for (QuadShape shape : shapes) {
      if (shape != null && shape.fits(hash, form, count, visible, numbers, panels)) {
        return shape;
      }
    }
    QuadShape shape = new QuadShape(form, quads, count, visible, numbers, panels);
    bytes += shape.bytes();
    shapes[next] = shape;
    next = (next + 1) % SIZE;
    return shape;
  }

  /** What all shapes that have ever been made take of memory, about. */
  long bytes() {
    return bytes;
  }
}
