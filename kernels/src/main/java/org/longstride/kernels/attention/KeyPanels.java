package org.longstride.kernels.attention;

import java.util.Arrays;
import org.longstride.kernels.vector.QuadKernels;

/**
 * Where the keys and values of a batch lie. Keys lie side by side in vectors' lanes, in panels
 * {@code [d, width]}; neighbouring rows of an image are interleaved in one panel, so that what a
 * quad sees of both is one vector. The panels lie in a ring, and those that two batches in turn
 * both meet stay where they are.
 */
final class KeyPanels {

  private static final int LANES = QuadKernels.LANES;

  /** Keys that fill a panel. */
  private static final int PANEL = 128;

  private final int[] met;
  private final int features;
  private final int[] place;
  private final int[] row;
  private int[] firstOfPanel = new int[16];
  private int panels;
  private final int ring;
  private final int start;
  private final int known;
  private final int width;

  /**
   * Lays out the keys of a batch.
   *
   * @param met the keys, ascending
   * @param rows how they lie in rows
   * @param d features of a key
   * @param last the panels of the batch that is computed before this one, or null
   */
  KeyPanels(int[] met, RowsOfKeys rows, int d, KeyPanels last) {
    this.met = met;
    features = d;
    place = new int[met.length];
    row = new int[met.length];
    // An odd number of vectors, so that the features of a key spread over all sets of a cache.
    width = ((layKeys(rows) + LANES - 1) / LANES | 1) * LANES;
    known = last == null || last.ring < panels ? 0 : known(last);
    ring = known == 0 ? Integer.highestOneBit(2 * panels - 1) : last.ring;
    start = known == 0 ? 0 : last.ringPlace(last.panels - known);
    place();
  }

  /**
   * Deals the keys into panels: rows of keys in even steps, so many of equal length interleaved,
   * and as many of those as fill a panel. A quad's keys of a panel lie in few pages of memory, and
   * their features at even distances. Returns how many keys the widest panel has.
   */
  private int layKeys(RowsOfKeys rows) {
    int count = met.length;
    int widest = 0;
    int first = 0;
    int apart = rows.apart();
    int rowsApart = apart;
    for (int i = 0; i < count; ) {
      int most = rowsApart == 0 ? rows.interleaved() : rowsApart;
      if (i == 0 || i - first >= PANEL || apart != rowsApart) {
        addPanel(i);
        first = i;
        apart = rowsApart;
      }
      int length = rows.row(met, i);
      int together = 1;
      while (together < most
          && i + (together + 1) * length <= count
          && rows.row(met, i + together * length) == length) {
        together++;
      }
      for (int r = 0; r < together; r++) {
        for (int column = 0; column < length; column++) {
          place[i + r * length + column] = i - first + column * together + r;
        }
      }
      i += together * length;
      rowsApart = 0;
      widest = Math.max(widest, i - first);
    }
    firstOfPanel[panels] = count;
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
      int first = firstOfPanel[p];
      for (int i = first; i < firstOfPanel[p + 1]; i++) {
        place[i] += at * features * width;
        row[i] = at * width + i - first;
      }
    }
  }

  /** The last batch's last panels that are this one's first. */
  private int known(KeyPanels last) {
    if (last.width != width || last.features != features) {
      return 0;
    }
    int p = 0;
    while (p < last.panels && last.met[last.firstOfPanel[p]] != met[0]) {
      p++;
    }
    int shift = p < last.panels ? last.firstOfPanel[p] : 0;
    int count = last.panels - p;
    if (count > panels || last.firstOfPanel[last.panels] - shift != firstOfPanel[count]) {
      return 0;
    }
    for (int known = 0; known < count; known++) {
      int first = firstOfPanel[known];
      if (last.firstOfPanel[p + known] - shift != first) {
        return 0;
      }
      for (int i = first; i < firstOfPanel[known + 1]; i++) {
        if (last.met[shift + i] != met[i]
            || last.place[shift + i] - last.place[shift + first] != place[i]) {
          return 0;
        }
      }
    }
    return count;
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

  /** For each of the batch's keys its value's row, where a panel has as many rows as it is wide. */
  int[] rows() {
    return row;
  }

  /**
   * For each of the batch's keys a slot, in the order of places, and as far apart as these where
   * one vector may hold two keys.
   */
  int[] slots() {
    int[] slots = new int[met.length];
    for (int p = 0; p < panels; p++) {
      // Panels are further apart than a vector is long: none holds keys of two.
      int shift = p * (width + LANES) - ringPlace(p) * features * width;
      for (int i = firstOfPanel[p]; i < firstOfPanel[p + 1]; i++) {
        slots[i] = place[i] + shift;
      }
    }
    return slots;
  }

  /** Keys that lie side by side in a panel. */
  int width() {
    return width;
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
