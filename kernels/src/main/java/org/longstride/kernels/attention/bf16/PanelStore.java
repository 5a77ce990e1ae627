package org.longstride.kernels.attention.bf16;

import static org.longstride.kernels.attention.bf16.PanelSizes.PANEL;
import static org.longstride.kernels.attention.bf16.PanelSizes.VALUE_PAIRS;

import java.nio.IntBuffer;
import java.util.Arrays;
import org.bytedeco.javacpp.Pointer;
import org.longstride.kernels.vector.PairRounding;

/** Panels of one key-value head, rounded and packed for products, one behind the other. */
final class PanelStore {

  private static final int PAIR_OF_ONE = 0x3f80;

  private final PanelSizes sizes;
  private final PairRounding rounding = PairRounding.best();
  private final int[] rowPairs;
  private final int[] keyPairs;
  private final int[] valuePairs = new int[VALUE_PAIRS];
  private final float[] padded;
  private final float[] zeros;
  private NativeArray keys = new NativeArray(0);
  private final NativeArray[] values;
  private IntBuffer keyBuffer;
  private final IntBuffer[] valueBuffers;

  PanelStore(PanelSizes sizes) {
    this.sizes = sizes;
    rowPairs = new int[PANEL * sizes.half()];
    keyPairs = new int[sizes.keyPairs()];
    padded = new float[2 * sizes.half()];
    zeros = new float[Math.max(2 * sizes.half(), sizes.dv())];
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
   * @param keyRows rows of d features
   * @param valueRows rows of dv features
   * @param rows the row of each of the panel's keys, {@code [64]}; -1: zeros, because nobody asks
   *     for it
   */
  void put(int slot, float[] keyRows, float[] valueRows, int[] rows) {
    packKeys(keyRows, rows);
    keyBuffer.put(slot * sizes.keyPairs(), keyPairs, 0, keyPairs.length);
    for (int block = 0; block < values.length; block++) {
      packValues(valueRows, rows, block);
      valueBuffers[block].put(slot * VALUE_PAIRS, valuePairs, 0, VALUE_PAIRS);
    }
  }

  private void packKeys(float[] keyRows, int[] rows) {
    int half = sizes.half();
    int d = sizes.d();
    for (int key = 0; key < PANEL; key++) {
      float[] row = rows[key] < 0 ? zeros : keyRows;
      int at = rows[key] < 0 ? 0 : rows[key] * d;
      if (d < 2 * half) {
        System.arraycopy(row, at, padded, 0, d);
        row = padded;
        at = 0;
      }
      rounding.pair(row, at, row, at + half, half, rowPairs, key * half);
    }
    for (int from = 0; from < half; from += 16) {
      int to = Math.min(half, from + 16);
      for (int key = 0; key < PANEL; key++) {
        for (int pair = from; pair < to; pair++) {
          keyPairs[pair * PANEL + key] = rowPairs[key * half + pair];
        }
      }
    }
  }

  private void packValues(float[] valueRows, int[] rows, int block) {
    int width = sizes.width(block);
    int column = block * PANEL;
    for (int key = 0; key < PANEL; key += 2) {
      float[] low = rows[key] < 0 ? zeros : valueRows;
      float[] high = rows[key + 1] < 0 ? zeros : valueRows;
      int lowAt = rows[key] < 0 ? 0 : rows[key] * sizes.dv() + column;
      int highAt = rows[key + 1] < 0 ? 0 : rows[key + 1] * sizes.dv() + column;
      rounding.pair(low, lowAt, high, highAt, width, valuePairs, key / 2 * PANEL);
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
