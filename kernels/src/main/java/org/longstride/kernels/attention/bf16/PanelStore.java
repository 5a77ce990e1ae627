package org.longstride.kernels.attention.bf16;

import static org.longstride.kernels.attention.bf16.PanelSizes.PANEL;
import static org.longstride.kernels.attention.bf16.PanelSizes.VALUE_PAIRS;

import java.nio.IntBuffer;
import java.util.Arrays;
import org.bytedeco.javacpp.Pointer;
import org.longstride.kernels.attention.KeyValues;
import org.longstride.kernels.attention.Rows;
import org.longstride.kernels.vector.BfloatKernels;
import org.longstride.kernels.vector.LaneTiles;

/** Panels of one key-value head, rounded and packed for products, one behind the other. */
final class PanelStore {

  private static final int PAIR_OF_ONE = 0x3f80;

  private final PanelSizes sizes;
  private final BfloatKernels kernels = BfloatKernels.best();

  /** The keys' features, {@code [2 * half, 64]}; where d is odd the last are zeros. */
  private final float[] features;

  private final int[] keyPairs;
  private final int[] valuePairs = new int[VALUE_PAIRS];
  private final float[] copies;
  private NativeArray keys = new NativeArray(0);
  private final NativeArray[] values;
  private IntBuffer keyBuffer;
  private final IntBuffer[] valueBuffers;

  PanelStore(PanelSizes sizes) {
    this.sizes = sizes;
    features = new float[2 * sizes.half() * PANEL];
    keyPairs = new int[sizes.keyPairs()];
    copies = new float[PANEL * Math.max(sizes.d(), sizes.dv())];
    values = new NativeArray[sizes.blocks()];
    valueBuffers = new IntBuffer[values.length];
    Arrays.fill(keyPairs, sizes.half() * PANEL, sizes.pairs() * PANEL, PAIR_OF_ONE);
  }

  /** Makes room for so many panels; what was stored before may be lost. */
  void reserve(int panels) {
    long bytes = 4L * panels * sizes.keyPairs();
    if (keys.bytes() < bytes) {
      int room = panels + panels / 4;
      keys = new NativeArray(4L * room * sizes.keyPairs());
      keyBuffer = keys.buffer().asIntBuffer();
      for (int block = 0; block < values.length; block++) {
        values[block] = new NativeArray(4L * room * VALUE_PAIRS);
        valueBuffers[block] = values[block].buffer().asIntBuffer();
      }
    }
  }

  /**
   * Packs a panel.
   *
   * @param slot where
   * @param kv holds keys and values
   * @param kvHead of this head
   * @param rows the row of each of the panel's keys, {@code [64]}; -1: zeros, because nobody asks
   *     for it
   */
  void put(int slot, KeyValues kv, int kvHead, int[] rows) {
    Rows.copy(kv.keys(kvHead), rows, 0, PANEL, sizes.d(), copies, 0);
    packKeys();
    keyBuffer.put(slot * sizes.keyPairs(), keyPairs, 0, keyPairs.length);
    Rows.copy(kv.values(kvHead), rows, 0, PANEL, sizes.dv(), copies, 0);
    for (int block = 0; block < values.length; block++) {
      packValues(block);
      valueBuffers[block].put(slot * VALUE_PAIRS, valuePairs, 0, VALUE_PAIRS);
    }
  }

  /** Features become rows of keys first: whole rows are paired then. */
  private void packKeys() {
    int half = sizes.half();
    LaneTiles.toLanes(copies, 0, sizes.d(), PANEL, sizes.d(), features, 0);
    for (int pair = 0; pair < half; pair++) {
      int at = pair * PANEL;
      kernels.pair(features, at, features, at + half * PANEL, PANEL, keyPairs, at);
    }
  }

  private void packValues(int block) {
    int at = block * PANEL;
    for (int key = 0; key < PANEL; key += 2, at += 2 * sizes.dv()) {
      int below = at + sizes.dv();
      kernels.pair(copies, at, copies, below, sizes.width(block), valuePairs, key / 2 * PANEL);
    }
  }

  /** The packed keys of the panels from a slot on. */
  Pointer keys(int slot) {
    return keys.at(4L * slot * sizes.keyPairs());
  }

  /** The packed values of the panels from a slot on, one block of their features. */
  Pointer values(int slot, int block) {
    return values[block].at(4L * slot * VALUE_PAIRS);
  }
}
