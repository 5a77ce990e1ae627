package org.longstride.kernels.pattern;

import java.util.Arrays;
import java.util.List;
import org.longstride.kernels.vector.StencilKernels;

/**
 * The box of queries that a tile takes of an image or a volume. Where it meets few keys, it is as
 * wide as a vector along the last axis, whose neighbours are neighbours in memory: then its queries
 * are the steps of a stencil. Otherwise it is the box that meets the fewest.
 */
final class TileBox {

  private TileBox() {}

  /** The queries of a tile along each of two axes or more, the outermost first. */
  static List<Integer> of(List<NeighborhoodAxis> axes) {
    int[] box = grown(axes, StencilKernels.LANES);
    if (keys(axes, box) > QueryOrder.FEW_KEYS) {
      box = grown(axes, 1);
    }
    return Arrays.stream(box).boxed().toList();
  }

  /**
   * Doubles a box along the axis where it then meets the fewest keys, until a tile is full.
   *
   * @param width its first length along the last axis, if that is so long
   */
  private static int[] grown(List<NeighborhoodAxis> axes, int width) {
    int last = axes.size() - 1;
    int[] box = new int[axes.size()];
    Arrays.fill(box, 1);
    while (box[last] < width && isLonger(axes.get(last), box[last])) {
      box[last] *= 2;
    }
    for (int queries = box[last]; queries < QueryTile.SIZE; queries *= 2) {
      int best = -1;
      for (int a = last; a >= 0; a--) {
        NeighborhoodAxis axis = axes.get(a);
        if (isLonger(axis, box[a])
            && (best < 0 || growth(axis, box[a]) < growth(axes.get(best), box[best]))) {
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

  private static boolean isLonger(NeighborhoodAxis axis, int box) {
    return box * axis.dilation() < axis.length();
  }

  /** How many times more keys a box of twice the length meets. */
  private static double growth(NeighborhoodAxis axis, int box) {
    return (2.0 * box + axis.window() - 1) / (box + axis.window() - 1);
  }

  /** Keys that a tile meets, inside of an image. */
  private static double keys(List<NeighborhoodAxis> axes, int[] box) {
    double keys = 1;
    for (int a = 0; a < box.length; a++) {
      NeighborhoodAxis axis = axes.get(a);
      keys *= Math.min(box[a] + axis.window() - 1, axis.length() / axis.dilation());
    }
    return keys;
  }
}
