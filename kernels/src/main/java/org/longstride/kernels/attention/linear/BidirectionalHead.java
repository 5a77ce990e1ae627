package org.longstride.kernels.attention.linear;

import java.util.Arrays;
import org.longstride.kernels.attention.HeadArrays;
import org.longstride.kernels.vector.LaneKernels;

/**
 * Linear attention of the query heads that share a key-value head, each query over all keys: the
 * sums over all keys first, then all queries.
 */
final class BidirectionalHead {

  private BidirectionalHead() {}

  static void attend(
      LaneKernels kernels, FeatureMap map, HeadArrays arrays, int kvHead, float[] out) {
    KeyStabiliser stabiliser = new KeyStabiliser(map.kind());
    KeyTile tile = new KeyTile(kernels, map, arrays.dv(), stabiliser);
    RunningSums sums = new RunningSums(kernels, map.features(), arrays.dv(), tile.width());
    for (int from = 0; from < arrays.n(); from += KeyTile.SIZE) {
      tile.append(arrays, kvHead, from, Math.min(arrays.n(), from + KeyTile.SIZE));
      sums.add(tile);
      tile.clear();
    }
    LinearReadout readout = new LinearReadout(kernels, map, arrays.dv(), 0);
    Arrays.fill(readout.exponent, stabiliser.exponent());
    Arrays.fill(readout.unit, stabiliser.unit());
    for (int from = 0; from < arrays.n(); from += LaneKernels.LANES) {
      int to = Math.min(arrays.n(), from + LaneKernels.LANES);
      for (int member = 0; member < arrays.group(); member++) {
        readout.read(arrays, kvHead * arrays.group() + member, from, to, sums, null, out);
      }
    }
  }
}
