package org.longstride.kernels.pattern;

import java.util.Arrays;
import java.util.List;

/**
 * The box of queries that a tile takes of an image or a volume: the one that meets the fewest keys,
 * or a wider one where tiles side by side then span the image. Whole rows follow one another in
 * memory, and are fetched half as fast again as parts of rows.
 */
final class TileBox {

  /**
   * Keys that a strip's row of tiles may meet, for their boxes to be widened: with 64 features,
   * keys and values take a mebibyte.
   */
  private static final int MOST_KEYS = 2048;

  /** What is left of a box's height: of two rows, squares of queries share most of their keys. */
  private static final int ROWS = 2;

  private TileBox() {}

  /** The queries of a tile along each of two axes or more, the outermost first. */
  static List<Integer> of(List<NeighborhoodAxis> axes) {
    int[] box = compact(axes);
    int[] wider = widened(box);
    while (!spansRow(axes, box) && lowest(wider) >= ROWS && keysOfStrip(axes, wider) <= MOST_KEYS) {
      box = wider;
      wider = widened(box);
    }
    return Arrays.stream(box).boxed().toList();
  }

  /** Doubles a box along the axis where it then meets the fewest keys, until a tile is full. */
  private static int[] compact(List<NeighborhoodAxis> axes) {
    int[] box = new int[axes.size()];
    Arrays.fill(box, 1);
    for (int queries = 1; queries < QueryTile.SIZE; queries *= 2) {
      int best = -1;
      for (int a = box.length - 1; a >= 0; a--) {
        NeighborhoodAxis axis = axes.get(a);
        boolean longer = box[a] * axis.dilation() < axis.length();
        if (longer && (best < 0 || growth(axis, box[a]) < growth(axes.get(best), box[best]))) {
          best = a;
        }
      }
      if (best < 0) {
        break;
      }
      box[best] *= 2;
    }
    return box;
  }

  /** How many times more keys a box of twice the length meets. */
  private static double growth(NeighborhoodAxis axis, int box) {
    return (2.0 * box + axis.window() - 1) / (box + axis.window() - 1);
  }

  /** Whether the tiles of a strip's row span the image. */
  private static boolean spansRow(List<NeighborhoodAxis> axes, int[] box) {
    NeighborhoodAxis row = axes.get(box.length - 1);
    return GridOrder.STRIP * box[box.length - 1] * row.dilation() >= row.length();
  }

  /** A box twice as wide, and half as high where it is highest. */
  private static int[] widened(int[] box) {
    int high = 0;
    for (int a = 1; a < box.length - 1; a++) {
      high = box[a] > box[high] ? a : high;
    }
    int[] wider = box.clone();
    wider[high] /= 2;
    wider[box.length - 1] *= 2;
    return wider;
  }

  /** The fewest queries along any axis but the last. */
  private static int lowest(int[] box) {
    return Arrays.stream(box, 0, box.length - 1).min().orElseThrow();
  }

  /** Keys that the tiles of a strip's row meet, inside of an image. */
  private static long keysOfStrip(List<NeighborhoodAxis> axes, int[] box) {
    long keys = 1;
    for (int a = 0; a < box.length; a++) {
      NeighborhoodAxis axis = axes.get(a);
      int queries = (a == box.length - 1 ? GridOrder.STRIP : 1) * box[a];
      keys *= Math.min(queries + axis.window() - 1, axis.length() / axis.dilation());
    }
    return keys;
  }
}
