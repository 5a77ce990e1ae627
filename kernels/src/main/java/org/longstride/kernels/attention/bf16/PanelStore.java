package org.longstride.kernels.attention.bf16;

import static org.longstride.kernels.attention.bf16.PanelSizes.PANEL;
import static org.longstride.kernels.attention.bf16.PanelSizes.VALUE_PAIRS;

import java.nio.FloatBuffer;
import org.bytedeco.javacpp.Pointer;
import org.longstride.kernels.attention.EvenRows;
import org.longstride.kernels.attention.KeyValues;
import org.longstride.kernels.vector.BfloatKernels;
import org.longstride.kernels.vector.LaneTiles;

/** Panels of one key-value head, rounded and packed for products, one behind the other. */
final class PanelStore {

  /** Keys that are turned at a time. */
  private static final int TURNED = 16;

  private final PanelSizes sizes;
  private final BfloatKernels kernels = BfloatKernels.best();

  private final EvenRows taken = new EvenRows(1);

  /** The keys' pairs row by row, {@code [64, pairs]}. */
  private final float[] rowPairs;

  private final float[] keyPairs;
  private final float[] valuePairs = new float[VALUE_PAIRS];
  private NativeArray keys = new NativeArray(0);
  private final NativeArray[] values;
  private FloatBuffer keyBuffer;
  private final FloatBuffer[] valueBuffers;

  PanelStore(PanelSizes sizes) {
    this.sizes = sizes;
    rowPairs = new float[PANEL * sizes.pairs()];
    keyPairs = new float[sizes.keyPairs()];
    values = new NativeArray[sizes.blocks()];
    valueBuffers = new FloatBuffer[values.length];
  }

  /** Makes room for so many panels; what was stored before may be lost. */
  void reserve(int panels) {
    long bytes = 4L * panels * sizes.keyPairs();
    if (keys.bytes() < bytes) {
      int room = panels + panels / 4;
      keys = new NativeArray(4L * room * sizes.keyPairs());
      keyBuffer = keys.buffer().asFloatBuffer();
      for (int block = 0; block < values.length; block++) {
        values[block] = new NativeArray(4L * room * VALUE_PAIRS);
        valueBuffers[block] = values[block].buffer().asFloatBuffer();
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
    taken.take(kv.keys(kvHead), rows, 0, PANEL, sizes.d());
    packKeys();
    keyBuffer.put(slot * sizes.keyPairs(), keyPairs, 0, keyPairs.length);
    taken.take(kv.values(kvHead), rows, 0, PANEL, sizes.dv());
    for (int block = 0; block < values.length; block++) {
      packValues(block);
      valueBuffers[block].put(slot * VALUE_PAIRS, valuePairs, 0, VALUE_PAIRS);
    }
    taken.release();
  }

  /** Rows are paired first: half as much is turned then. */
  private void packKeys() {
    int pairs = sizes.pairs();
    float[] rows = taken.array();
    sizes.pairHalves(kernels, rows, taken.at(), taken.distance(), PANEL, rowPairs, 0, pairs);
    for (int key = 0; key < PANEL; key += TURNED) {
      LaneTiles.transposeSixteen(rowPairs, key * pairs, pairs, pairs, keyPairs, key, PANEL);
    }
  }

  private void packValues(int block) {
    int distance = taken.distance();
    kernels.pair(
        taken.array(),
        taken.at() + block * PANEL,
        distance,
        PANEL / 2 * distance,
        PANEL / 2,
        sizes.width(block),
        valuePairs,
        0,
        PANEL);
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
