package org.longstride.kernels.attention.bf16;

import static org.longstride.kernels.attention.bf16.PanelSizes.PANEL;

import java.util.Arrays;
import org.bytedeco.javacpp.Pointer;
import org.longstride.kernels.attention.KeyValues;

/** Which panels of the sequence a call needs, and of them which keys. */
final class SequencePanels {

  private long[] askedKeys = new long[0];
  private int[] slots = new int[0];
  private int[] needed = new int[16];
  private int count;
  private final int[] rows = new int[PANEL];
  private final PanelStore store;

  SequencePanels(PanelSizes sizes) {
    store = new PanelStore(sizes);
  }

  /** Begins anew for a sequence of n tokens. */
  void begin(int n) {
    int panels = (n + PANEL - 1) / PANEL;
    if (slots.length < panels) {
      askedKeys = new long[panels];
      slots = new int[panels];
      Arrays.fill(slots, -1);
    } else {
      // Only what was needed before, so that a call's cost does not grow with the sequence.
      for (int i = 0; i < count; i++) {
        askedKeys[needed[i]] = 0;
        slots[needed[i]] = -1;
      }
    }
    count = 0;
  }

  /** Takes what a tile needs. */
  void add(TilePanels tile) {
    for (int i = 0; i < tile.count() && !tile.isGathered(); i++) {
      int panel = tile.id(i);
      askedKeys[panel] |= tile.askedKeys(i);
      if (slots[panel] < 0) {
        slots[panel] = count;
        needed = count < needed.length ? needed : Arrays.copyOf(needed, 2 * count);
        needed[count++] = panel;
      }
    }
  }

  /** Gives each panel that is needed its slot: neighbours lie side by side. */
  void assignSlots() {
    Arrays.sort(needed, 0, count);
    for (int slot = 0; slot < count; slot++) {
      slots[needed[slot]] = slot;
    }
  }

  /** Packs what is needed of a key-value head. */
  void pack(KeyValues kv, int kvHead) {
    store.reserve(count);
    for (int slot = 0; slot < count; slot++) {
      int panel = needed[slot];
      for (int key = 0; key < PANEL; key++) {
        boolean asked = (askedKeys[panel] >>> key & 1) != 0;
        rows[key] = asked ? kv.row(panel * PANEL + key) : -1;
      }
      store.put(slot, kv, kvHead, rows);
    }
  }

  /** The packed keys of a panel and of those behind it. */
  Pointer keys(int panel) {
    return store.keys(slots[panel]);
  }

  /** The packed values of a panel and of those behind it, one block of their features. */
  Pointer values(int panel, int block) {
    return store.values(slots[panel], block);
  }
}
