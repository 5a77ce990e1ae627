package org.longstride.kernels.attention.linear;

import org.longstride.kernels.attention.HeadArrays;
import org.longstride.kernels.vector.LaneKernels;

/**
 * Causal linear attention of the query heads that share a key-value head, call by call: running
 * sums over whole tiles of 64 keys, and the tile in progress key by key.
 */
final class CausalHead {

  private final int kvHead;
  private final KeyTile tile;
  private final RunningSums past;
  private final LinearReadout readout;

  /**
   * A head at the beginning of a sequence.
   *
   * @param stabiliser a fresh one, or one that has seen the maximum over all keys
   */
  CausalHead(LaneKernels kernels, FeatureMap map, int kvHead, int dv, KeyStabiliser stabiliser) {
    this.kvHead = kvHead;
    tile = new KeyTile(kernels, map, dv, stabiliser);
    past = new RunningSums(kernels, map.features(), dv, tile.width());
    readout = new LinearReadout(kernels, map, dv, map.normaliserEpsilon());
  }

  /**
   * Takes the next tokens.
   *
   * @param out outputs {@code [heads, n, dv]}, of which those of this head's queries are written
   */
  void attend(HeadArrays arrays, float[] out) {
    for (int from = 0; from < arrays.n(); ) {
      int first = tile.count();
      int to = Math.min(arrays.n(), from + KeyTile.SIZE - first);
      tile.append(arrays, kvHead, from, to);
      System.arraycopy(tile.exponent, first, readout.exponent, 0, to - from);
      System.arraycopy(tile.unit, first, readout.unit, 0, to - from);
      for (int member = 0; member < arrays.group(); member++) {
        readout.read(arrays, kvHead * arrays.group() + member, from, to, past, tile, out);
      }
      if (tile.count() == KeyTile.SIZE) {
        past.add(tile);
        tile.clear();
      }
      from = to;
    }
  }
}
