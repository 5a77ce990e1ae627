package org.longstride.kernels.attention;

import org.longstride.kernels.vector.QuadKernels;

/**
 * The rows of an image, as its keys tell them: keys in even steps.
 *
 * @param step the distance of neighbours in a row
 * @param length keys of a row at most
 * @param interleaved so many rows lie in one panel key by key, so that a quad's part of them fills
 *     a vector
 * @param apart rows that stay apart at first, so that the first row that a quad sees is the first
 *     of a vector
 */
record RowsOfKeys(int step, int length, int interleaved, int apart) {

  /**
   * What a quad in the middle of a batch sees.
   *
   * @param quad its lanes, bit by bit
   * @param met the batch's keys
   * @param count keys of the quad's tile
   * @param numbers their numbers among the batch's
   * @param visible the lanes that see them
   */
  static RowsOfKeys seenBy(long quad, int[] met, int count, int[] numbers, long[] visible) {
    int step = met.length > 1 ? met[1] - met[0] : 1;
    int seen = 0;
    int rows = 0;
    int begin = 0;
    int last = 0;
    int length = Integer.MAX_VALUE;
    for (int i = 0; i < count; i++) {
      if ((visible[i] & quad) != 0) {
        int token = met[numbers[i]];
        if (rows == 0 || token - last != step) {
          length = rows == 1 ? (token - begin) / step : length;
          begin = token;
          rows++;
        }
        last = token;
        seen++;
      }
    }
    int seenOfRow = rows == 0 ? QuadKernels.LANES : (seen + rows - 1) / rows;
    int interleaved = 1;
    while (2 * interleaved * seenOfRow <= QuadKernels.LANES) {
      interleaved *= 2;
    }
    return new RowsOfKeys(step, length, interleaved, 0);
  }

  /** The same where a quad sees a token first. */
  RowsOfKeys apartFrom(int[] met, int first) {
    int rows = 0;
    for (int i = row(met, 0); i < met.length && met[i] <= first; i += row(met, i)) {
      rows++;
    }
    return new RowsOfKeys(step, length, interleaved, rows % interleaved);
  }

  /** Keys of the row that begins there; rows that fill an image's follow without a gap. */
  int row(int[] met, int from) {
    int next = from + 1;
    while (next < met.length && next - from < length && met[next] - met[next - 1] == step) {
      next++;
    }
    return next - from;
  }
}
