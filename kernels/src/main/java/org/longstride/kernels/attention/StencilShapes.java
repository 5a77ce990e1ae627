package org.longstride.kernels.attention;

/**
 * Remembers the shapes that have been met last: those of an image's borders, corners and inside, in
 * every place that batches in turn give them.
 */
final class StencilShapes {

  private static final int SIZE = 64;

  private final StencilShape[] shapes = new StencilShape[SIZE];
  private int next;
  private long bytes;

  /** The shape of some queries; arguments as of {@link StencilShape}. */
  StencilShape of(int[] lanes, int count, long[] visible, int[] numbers, KeyPanels panels) {
    int hash = StencilShape.hash(count, visible, numbers, panels);
    for (StencilShape shape : shapes) {
      if (shape != null && shape.fits(hash, lanes, count, visible, numbers, panels)) {
        return shape;
      }
    }
    StencilShape shape = new StencilShape(lanes, count, visible, numbers, panels);
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
