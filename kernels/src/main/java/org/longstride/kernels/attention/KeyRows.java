package org.longstride.kernels.attention;

import java.util.List;

/**
 * The rows of an image, as a batch's keys tell them: keys in even steps.
 *
 * @param step the distance of neighbours in a row
 * @param length keys of a row at most: rows that fill an image's follow without a gap
 * @param classes residue classes of a row of which a query sees one: where it is dilated, and the
 *     batch has queries of all
 */
record KeyRows(int step, int length, int classes) {

  /**
   * The rows of the keys that some queries meet.
   *
   * @param met the keys
   * @param steps the queries
   */
  static KeyRows of(int[] met, List<StencilSteps> steps) {
    int step = met.length > 1 ? met[1] - met[0] : 1;
    StencilSteps some = steps.get(0);
    int second = some.first(1);
    int apart = second > 1 ? some.queries().query(1) - some.queries().query(0) : step;
    int length = Integer.MAX_VALUE;
    if (second < some.count()) {
      int distance = some.queries().query(second) - some.queries().query(0);
      length = distance == second * apart ? length : Math.max(1, distance / step);
    }
    return new KeyRows(step, length, apart % step == 0 ? apart / step : 1);
  }

  /** Keys of the row that begins there. */
  int row(int[] met, int from) {
    int next = from + 1;
    while (next < met.length && next - from < length && met[next] - met[next - 1] == step) {
      next++;
    }
    return next - from;
  }

  /** The place of a key in a row of so many, where its classes lie one after another. */
  int place(int key, int keysOfRow) {
    int place = key / classes;
    for (int before = 0; before < key % classes; before++) {
      place += (keysOfRow - before + classes - 1) / classes;
    }
    return place;
  }
}
