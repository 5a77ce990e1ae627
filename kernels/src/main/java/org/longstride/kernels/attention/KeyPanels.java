package org.longstride.kernels.attention;

import java.util.Arrays;
import org.longstride.kernels.vector.StencilKernels;

/**
 * Where the keys and values of a batch lie. Rows of keys lie side by side in vectors' lanes, in
 * panels {@code [d, width]}, and their values in as many rows. The panels lie in a ring, and those
 * that two batches in turn both meet stay where they are.
 */
final class KeyPanels {

  private static final int LANES = StencilKernels.LANES;

  /** Keys that fill a panel, if it has more than one row. */
  private static final int PANEL = 128;

  private final int[] met;
  private final int features;
  private final boolean inOrder;
  private final int[] column;
  private final int[] place;
  private final int[] row;
  private int[] firstOfPanel = new int[16];
  private int panels;
  private final int ring;
  private final int start;
  private final int known;
  private final int width;
  private final int rowsOfPanel;

  /**
   * Lays out the keys of a batch.
   *
   * @param met the keys, ascending
   * @param rows how they lie in rows
   * @param d features of a key
   * @param last the panels of the batch that is computed before this one, or null
   */
  KeyPanels(int[] met, KeyRows rows, int d, KeyPanels last) {
    this.met = met;
    features = d;
    inOrder = rows.classes() == 1;
    column = new int[met.length];
    place = new int[met.length];
    row = new int[met.length];
    int widest = layKeys(rows);
    // An odd number of vectors, so that the features of a key spread over all sets of a cache;
    // likewise the values of neighbouring panels. Behind those there are rows of zeros, which lanes
    // meet that see no key there.
    width = ((widest + LANES - 1) / LANES | 1) * LANES;
    rowsOfPanel = widest + LANES | 1;
    known = last == null || last.ring < panels ? 0 : known(last);
    ring = known == 0 ? Integer.highestOneBit(2 * panels - 1) : last.ring;
    start = known == 0 ? 0 : last.ringPlace(last.panels - known);
    place();
  }

  /**
   * Deals the keys into panels: as many rows of keys as fill one, and as many as batches in turn
   * are apart, or their half or quarter. Returns how many keys the widest panel has.
   */
  private int layKeys(KeyRows rows) {
    int widest = 0;
    for (int i = 0; i < met.length; ) {
      addPanel(i);
      int first = i;
      int most = 1;
      while (most < StencilKernels.STEPS && 2 * most * rows.row(met, i) <= PANEL) {
        most *= 2;
      }
      for (int row = 0; row < most && i < met.length; row++) {
        int length = rows.row(met, i);
        for (int key = 0; key < length; key++) {
          column[i + key] = i - first + rows.place(key, length);
        }
        i += length;
      }
      widest = Math.max(widest, i - first);
    }
    firstOfPanel[panels] = met.length;
    return widest;
  }

  /**
   * Finds places for the panels, in a ring that is hardly larger than a batch needs: what is
   * written over and over stays in the cache. Those that the last batch has met stay where they
   * are.
   */
  private void place() {
    for (int p = 0; p < panels; p++) {
      int at = ringPlace(p);
      for (int i = firstOfPanel[p]; i < firstOfPanel[p + 1]; i++) {
        place[i] = at * features * width + column[i];
        row[i] = at * rowsOfPanel + column[i];
      }
    }
  }

  /** The last batch's last panels that are this one's first. */
  private int known(KeyPanels last) {
    if (last.width != width || last.rowsOfPanel != rowsOfPanel || last.features != features) {
      return 0;
    }
    int p = 0;
    while (p < last.panels && last.met[last.firstOfPanel[p]] != met[0]) {
      p++;
    }
    int shift = p < last.panels ? last.firstOfPanel[p] : 0;
    int count = last.panels - p;
    int end = firstOfPanel[Math.min(count, panels)];
    boolean same =
        count <= panels
            && last.met.length - shift == end
            && Arrays.equals(last.met, shift, last.met.length, met, 0, end)
            && Arrays.equals(last.column, shift, last.met.length, column, 0, end);
    for (int known = 0; same && known < count; known++) {
      same = last.firstOfPanel[p + known] - shift == firstOfPanel[known];
    }
    return same ? count : 0;
  }

  private void addPanel(int first) {
    if (panels + 1 == firstOfPanel.length) {
      firstOfPanel = Arrays.copyOf(firstOfPanel, 2 * panels + 2);
    }
    firstOfPanel[panels++] = first;
  }

  /** Where the first feature of each of the batch's keys lies; the next is a width further. */
  int[] places() {
    return place;
  }

  /** For each of the batch's keys its value's row. */
  int[] rows() {
    return row;
  }

  /** For each of the batch's keys its place in its panel. */
  int[] columns() {
    return column;
  }

  /** Whether keys lie in panels as they are numbered. */
  boolean inOrder() {
    return inOrder;
  }

  /**
   * For each of the batch's keys a slot, in the order of places, and as far apart as these where
   * one vector may hold two keys.
   */
  int[] slots() {
    int[] slots = new int[met.length];
    for (int p = 0; p < panels; p++) {
      // Panels are further apart than a vector is long: none holds keys of two.
      for (int i = firstOfPanel[p]; i < firstOfPanel[p + 1]; i++) {
        slots[i] = p * (width + LANES) + column[i];
      }
    }
    return slots;
  }

  /** Keys that lie side by side in a panel. */
  int width() {
    return width;
  }

  /** Rows of values from a panel to the next. */
  int rowsOfPanel() {
    return rowsOfPanel;
  }

  /** How many panels there are. */
  int count() {
    return panels;
  }

  /** Where in the ring a panel lies. */
  int ringPlace(int panel) {
    return (start + panel) % ring;
  }

  /** Panels for which the ring has places. */
  int ringSize() {
    return ring;
  }

  /** The first of the panels that the last batch has not met; the others lie in their places. */
  int firstNew() {
    return known;
  }

  /** The first key of a panel; of {@link #count} the number of keys. */
  int firstKey(int panel) {
    return firstOfPanel[panel];
  }
}
