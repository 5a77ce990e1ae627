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

  private final QuadLanes quads = new QuadLanes();
  private MetKeys met;
  private int features;
  private int[] place = new int[0];
  private int[] slot = new int[0];
  private int[] row = new int[0];
  private int[] firstOfPanel = new int[16];
  private int panels;
  private int ring;
  private int start;
  private int known;
  private int width;
  private int step;
  private int rowLength;
  private int interleaved;
  private int apart;

  /**
   * Lays out the keys of a batch.
   *
   * @param d features of a key
   * @param last the panels of the batch that is computed before this one, or null
   */
  void lay(TileBatch batch, int d, KeyPanels last) {
    met = batch.met();
    features = d;
    findRows(batch);
    layKeys();
    place(last);
  }

  /**
   * Looks at the keys of a quad in the middle: how long the rows of the image are, and how many of
   * them are interleaved so that a quad's part of them fills a vector.
   */
  private void findRows(TileBatch batch) {
    int t = batch.count() / 2;
    quads.take(batch.queries(t));
    long quad = quads.bits(QuadLanes.QUADS / 2);
    int[] tokens = batch.keys(t).keys();
    step = met.count() > 1 ? met.tokens()[1] - met.tokens()[0] : 1;
    int seen = 0;
    int rows = 0;
    int begin = 0;
    int last = 0;
    rowLength = Integer.MAX_VALUE;
    for (int i = 0; i < batch.keys(t).count(); i++) {
      if ((batch.keys(t).visible()[i] & quad) != 0) {
        if (rows == 0 || tokens[i] - last != step) {
          rowLength = rows == 1 ? (tokens[i] - begin) / step : rowLength;
          begin = tokens[i];
          rows++;
        }
        last = tokens[i];
        seen++;
      }
    }
    int length = rows == 0 ? LANES : (seen + rows - 1) / rows;
    interleaved = 1;
    while (2 * interleaved * length <= LANES) {
      interleaved *= 2;
    }
    apart = rowsAbove(batch) % interleaved;
  }

  /**
   * Rows of keys above those of a quad in the middle of the first tile: so many stay apart that its
   * first row is the first of a vector.
   */
  private int rowsAbove(TileBatch batch) {
    quads.take(batch.queries(0));
    long quad = quads.bits(QuadLanes.QUADS / 2);
    int seen = 0;
    while (seen < batch.keys(0).count() && (batch.keys(0).visible()[seen] & quad) == 0) {
      seen++;
    }
    if (seen == batch.keys(0).count()) {
      return 0;
    }
    int rows = 0;
    int first = batch.keys(0).keys()[seen];
    for (int i = row(0); i < met.count() && met.tokens()[i] <= first; i += row(i)) {
      rows++;
    }
    return rows;
  }

  /**
   * Deals the keys into panels: rows of keys in even steps, so many of equal length interleaved,
   * and as many of those as fill a panel. A quad's keys of a panel lie in few pages of memory, and
   * their features at even distances.
   */
  private void layKeys() {
    int count = met.count();
    if (place.length < count) {
      place = new int[count + count / 2];
      slot = new int[place.length];
      row = new int[place.length];
    }
    panels = 0;
    int widest = 0;
    int first = 0;
    int rowsApart = apart;
    for (int i = 0; i < count; ) {
      int most = rowsApart == 0 ? interleaved : rowsApart;
      if (i == 0 || i - first >= PANEL || apart != rowsApart) {
        addPanel(i);
        first = i;
        apart = rowsApart;
      }
      int length = row(i);
      int together = 1;
      while (together < most
          && i + (together + 1) * length <= count
          && row(i + together * length) == length) {
        together++;
      }
      for (int row = 0; row < together; row++) {
        for (int column = 0; column < length; column++) {
          slot[i + row * length + column] = i - first + column * together + row;
        }
      }
      i += together * length;
      rowsApart = 0;
      widest = Math.max(widest, i - first);
    }
    firstOfPanel[panels] = count;
    // An odd number of vectors, so that the features of a key spread over all sets of a cache.
    width = ((widest + LANES - 1) / LANES | 1) * LANES;
  }

  /**
   * Finds places for the panels, in a ring that is hardly larger than a batch needs: what is
   * written over and over stays in the cache. Those that the last batch has met stay where they
   * are.
   */
  private void place(KeyPanels last) {
    known = last == null || last.ring < panels ? 0 : known(last);
    ring = known == 0 ? Integer.highestOneBit(2 * panels - 1) : last.ring;
    start = known == 0 ? 0 : last.ringPlace(last.panels - known);
    for (int p = 0; p < panels; p++) {
      int at = ringPlace(p);
      int first = firstOfPanel[p];
      for (int i = first; i < firstOfPanel[p + 1]; i++) {
        place[i] = at * features * width + slot[i];
        row[i] = at * width + i - first;
        // Further apart than a vector is long: none holds keys of two panels.
        slot[i] += p * (width + LANES);
      }
    }
  }

  /** The last batch's last panels that are this one's first. */
  private int known(KeyPanels last) {
    if (last.width != width || last.features != features) {
      return 0;
    }
    int p = 0;
    while (p < last.panels && last.met.tokens()[last.firstOfPanel[p]] != met.tokens()[0]) {
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
        if (last.met.tokens()[shift + i] != met.tokens()[i]
            || last.slot[shift + i] - last.slot[shift + first] != slot[i]) {
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

  /** Keys in even steps; where they fill an image's rows, one follows the other without a gap. */
  private int row(int from) {
    int[] tokens = met.tokens();
    int next = from + 1;
    while (next < met.count()
        && next - from < rowLength
        && tokens[next] - tokens[next - 1] == step) {
      next++;
    }
    return next - from;
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
    return slot;
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
