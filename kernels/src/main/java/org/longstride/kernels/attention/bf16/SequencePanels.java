package org.longstride.kernels.attention.bf16;

import static org.longstride.kernels.attention.bf16.PanelSizes.PANEL;

import java.util.Arrays;
import org.longstride.kernels.attention.KeyValues;

/** Which panels of the sequence a call needs, and of them which keys. */
final class SequencePanels {

  private long[] askedKeys = new long[0];
  private int[] slots = new int[0];
  private int panels;
  private int slotCount;
  private final int[] rows = new int[PANEL];

  /** Begins anew for a sequence of n tokens. */
  void begin(int n) {
    panels = (n + PANEL - 1) / PANEL;
    if (slots.length < panels) {
      askedKeys = new long[panels];
      slots = new int[panels];
    }
    Arrays.fill(askedKeys, 0, panels, 0L);
    Arrays.fill(slots, 0, panels, -1);
  }

  /** Takes what a tile needs. */
  void add(TilePanels tile) {
    for (int i = 0; i < tile.count() && !tile.isGathered(); i++) {
      askedKeys[tile.id(i)] |= tile.askedKeys(i);
      slots[tile.id(i)] = 0;
    }
  }

  /** Gives each panel that is needed its slot, ascending. */
  void assignSlots() {
    slotCount = 0;
    for (int panel = 0; panel < panels; panel++) {
      slots[panel] = slots[panel] < 0 ? -1 : slotCount++;
    }
  }

  /** Where a panel lies. */
  int slot(int panel) {
    return slots[panel];
  }

  /** Packs what is needed of a key-value head. */
  void pack(KeyValues kv, int kvHead, PanelStore store) {
    store.reserve(slotCount);
    for (int panel = 0; panel < panels; panel++) {
      if (slots[panel] >= 0) {
        for (int key = 0; key < PANEL; key++) {
          boolean asked = (askedKeys[panel] >>> key & 1) != 0;
          rows[key] = asked ? kv.row(panel * PANEL + key) : -1;
        }
        store.put(slots[panel], kv, kvHead, rows);
      }
    }
  }
}
