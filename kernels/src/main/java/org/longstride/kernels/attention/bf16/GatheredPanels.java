package org.longstride.kernels.attention.bf16;

import static org.longstride.kernels.attention.bf16.PanelSizes.PANEL;

import java.util.Arrays;
import org.bytedeco.javacpp.Pointer;
import org.longstride.kernels.attention.KeyValues;

/**
 * Panels of scattered keys. Neighbouring tiles often gather the same keys and a few more: a panel
 * that holds what is wanted already is not packed again.
 */
final class GatheredPanels {

  private final PanelStore store;
  private final int[] rows = new int[PANEL];
  private int[] packed = new int[0];
  private int packedPanels;

  GatheredPanels(PanelSizes sizes) {
    store = new PanelStore(sizes);
  }

  /** Forgets what is packed: keys and values are those of another head or call from now on. */
  void forget() {
    packedPanels = 0;
  }

  /**
   * Packs what a tile gathers.
   *
   * @param tokens the keys, {@code [panels, 64]}; -1: nobody asks
   * @param kv holds keys and values
   * @param kvHead of this head
   */
  void pack(int[] tokens, KeyValues kv, int kvHead) {
    int panels = tokens.length / PANEL;
    if (packed.length < tokens.length) {
      packed = new int[2 * tokens.length];
      packedPanels = 0;
    }
    store.reserve(packed.length / PANEL);
    for (int panel = 0, at = 0; panel < panels; panel++, at += PANEL) {
      if (panel < packedPanels && Arrays.equals(packed, at, at + PANEL, tokens, at, at + PANEL)) {
        continue;
      }
      for (int key = 0; key < PANEL; key++) {
        rows[key] = tokens[at + key] < 0 ? -1 : kv.row(tokens[at + key]);
      }
      store.put(panel, kv, kvHead, rows);
      System.arraycopy(tokens, at, packed, at, PANEL);
    }
    packedPanels = Math.max(packedPanels, panels);
  }

  /** The packed keys of the panels from one on. */
  Pointer keys(int panel) {
    return store.keys(panel);
  }

  /** The packed values of the panels from one on, one block of their features. */
  Pointer values(int panel, int block) {
    return store.values(panel, block);
  }
}
