package org.longstride.kernels.vector;

/**
 * Neighbouring lanes of a lane tile.
 *
 * @param from the first lane, a multiple of 16
 * @param to one past the last lane, a multiple of 16
 * @param width lanes of the whole tile
 */
public record Lanes(int from, int to, int width) {

  private static final Lanes FULL_TILE = new Lanes(0, LaneKernels.LANES, LaneKernels.LANES);

  /** Checks that vectors of 16 lanes fit. */
  public Lanes {
    if (from < 0 || from > to || to > width || from % 16 != 0 || to % 16 != 0) {
      throw new IllegalArgumentException(
          "lanes " + from + " to " + to + " of " + width + " are not whole vectors of 16");
    }
  }

  /** The first lanes of whole vectors that hold so many numbers. */
  public static Lanes holding(int numbers) {
    return all((numbers + 15) / 16 * 16);
  }

  /** All lanes of a tile of the given width. */
  public static Lanes all(int width) {
    return width == LaneKernels.LANES ? FULL_TILE : new Lanes(0, width, width);
  }
}
