package org.longstride.kernels.vector;

/** Moves tokens between rows, as they lie in memory, and the lanes of a tile. */
public final class LaneTiles {

  private static final int LANES = LaneKernels.LANES;

  /**
   * Elements on a side of the squares that are turned one at a time, so that both sides stay in
   * cache.
   */
  private static final int SQUARE = 64;

  private LaneTiles() {}

  /**
   * Puts rows side by side: {@code lanes[lanesAt + c * 64 + i] = rows[rowsAt + i * stride + c]}.
   * Lanes from {@code count} on become 0.
   *
   * @param rows holds the rows
   * @param rowsAt where the first row begins
   * @param stride distance of neighbouring rows
   * @param count rows, at most 64
   * @param width elements of a row
   * @param lanes lane tile {@code [width, 64]}
   * @param lanesAt where the tile begins
   */
  public static void toLanes(
      float[] rows, int rowsAt, int stride, int count, int width, float[] lanes, int lanesAt) {
    for (int from = 0; from < width; from += SQUARE) {
      int to = Math.min(from + SQUARE, width);
      for (int lane = 0; lane < count; lane++) {
        int row = rowsAt + lane * stride;
        for (int c = from; c < to; c++) {
          lanes[lanesAt + c * LANES + lane] = rows[row + c];
        }
      }
      for (int c = from; c < to; c++) {
        for (int lane = count; lane < LANES; lane++) {
          lanes[lanesAt + c * LANES + lane] = 0f;
        }
      }
    }
  }

  /**
   * Puts lanes into rows: {@code rows[rowsAt + i * stride + c] = lanes[lanesAt + c * 64 + i]} for
   * the first {@code count} lanes.
   *
   * @param lanes lane tile {@code [width, 64]}
   * @param lanesAt where the tile begins
   * @param width elements of a row
   * @param rows holds the rows
   * @param rowsAt where the first row begins
   * @param stride distance of neighbouring rows
   * @param count rows, at most 64
   */
  public static void toRows(
      float[] lanes, int lanesAt, int width, float[] rows, int rowsAt, int stride, int count) {
    for (int from = 0; from < width; from += SQUARE) {
      int to = Math.min(from + SQUARE, width);
      for (int lane = 0; lane < count; lane++) {
        int row = rowsAt + lane * stride;
        for (int c = from; c < to; c++) {
          rows[row + c] = lanes[lanesAt + c * LANES + lane];
        }
      }
    }
  }
}
