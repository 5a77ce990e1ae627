package org.longstride.kernels.attention;

import java.util.Arrays;
import org.longstride.kernels.vector.QuadKernels;

/**
 * Who of a tile's quads sees what, relative to the tile's first key: tiles inside an image are all
 * alike, and only the first of them is worked out.
 */
final class QuadShape {

  private static final int QUADS = QuadLanes.QUADS;
  private static final int LANES = QuadKernels.LANES;
  private static final int QUERIES = QuadKernels.QUERIES;

  private final int[][] lanes = new int[QUADS][];
  private int form = -1;
  private int count;
  private long[] visible = new long[0];
  private int[] rows = new int[0];
  private int[] places = new int[0];

  private final int[] firstVector = new int[QUADS + 1];
  private final int[] firstKey = new int[QUADS + 1];
  private int[] vectors = new int[0];
  private int[] seen = new int[0];
  private int[] valueRows = new int[0];
  private int[] weights = new int[0];

  private int[] quadKeys = new int[0];
  private final int[] quadCounts = new int[QUADS];
  private int[] slots = new int[0];
  private int[] keyOf = new int[0];
  private long[] taken = new long[0];
  private int[] weightOf = new int[0];

  /**
   * Whether a tile is of this shape.
   *
   * @param form how its lanes make quads
   * @param count how many keys it meets
   * @param visible for each key the lanes that see it
   * @param numbers the keys' numbers in the batch
   * @param panels where the batch's keys and values lie
   */
  boolean fits(int form, int count, long[] visible, int[] numbers, KeyPanels panels) {
    if (form != this.form
        || count != this.count
        || !Arrays.equals(visible, 0, count, this.visible, 0, count)) {
      return false;
    }
    int[] place = panels.places();
    int[] row = panels.rows();
    int first = numbers[0];
    for (int i = 0; i < count; i++) {
      int number = numbers[i];
      if (row[number] - row[first] != rows[i] || place[number] - place[first] != places[i]) {
        return false;
      }
    }
    return true;
  }

  /** Becomes the shape of a tile with at least one key. */
  void become(
      int form, QuadLanes quads, int count, long[] visible, int[] numbers, KeyPanels panels) {
    this.form = form;
    this.count = count;
    if (rows.length < count) {
      this.visible = new long[count];
      rows = new int[count];
      places = new int[count];
      slots = new int[count];
      quadKeys = new int[QUADS * count];
    }
    int[] place = panels.places();
    int[] row = panels.rows();
    int lowest = Integer.MAX_VALUE;
    int highest = 0;
    for (int i = 0; i < count; i++) {
      this.visible[i] = visible[i];
      rows[i] = row[numbers[i]] - row[numbers[0]];
      places[i] = place[numbers[i]] - place[numbers[0]];
      slots[i] = panels.slots()[numbers[i]];
      lowest = Math.min(lowest, slots[i]);
      highest = Math.max(highest, slots[i]);
    }
    int size = highest - lowest + 1 + LANES;
    if (weightOf.length < size) {
      weightOf = new int[size];
      keyOf = new int[size];
      taken = new long[size / 64 + 1];
    }
    for (int i = 0; i < count; i++) {
      slots[i] -= lowest;
      keyOf[slots[i]] = i;
    }
    deal(quads);
    firstVector[0] = 0;
    firstKey[0] = 0;
    for (int quad = 0; quad < QUADS; quad++) {
      lanes[quad] = quads.lanes(quad).clone();
      lay(quad, size);
    }
  }

  /** Gives each quad the keys that any of its queries sees. */
  private void deal(QuadLanes quads) {
    Arrays.fill(quadCounts, 0);
    for (int i = 0; i < count; i++) {
      for (long rest = visible[i]; rest != 0; ) {
        int quad = quads.quadOf(Long.numberOfTrailingZeros(rest));
        quadKeys[quad * count + quadCounts[quad]++] = i;
        rest &= ~quads.bits(quad);
      }
    }
  }

  /** Covers a quad's keys with vectors, and notes where each key's weight will be. */
  private void lay(int quad, int size) {
    int begin = quad * count;
    int end = begin + quadCounts[quad];
    Arrays.fill(taken, 0, size / 64 + 1, 0);
    for (int k = begin; k < end; k++) {
      int at = slots[quadKeys[k]];
      taken[at / 64] |= 1L << at;
    }
    int first = firstVector[quad];
    int next = first;
    reserveVectors(first + quadCounts[quad]);
    for (int at = nextTaken(0, size); at < size; at = nextTaken(at + LANES, size)) {
      for (int lane = 0; lane < LANES; lane++) {
        weightOf[at + lane] = (next - first) * LANES + lane;
      }
      vectors[next++] = places[keyOf[at]];
    }
    firstVector[quad + 1] = next;
    int vectorCount = next - first;
    int bits = first * QUERIES;
    Arrays.fill(seen, bits, next * QUERIES, 0);
    int key = firstKey[quad];
    reserveKeys(key + end - begin);
    for (int k = begin; k < end; k++) {
      int i = quadKeys[k];
      int weight = weightOf[slots[i]];
      valueRows[key] = rows[i];
      weights[key++] = weight;
      for (int query = 0; query < QUERIES; query++) {
        int bit = (int) (visible[i] >>> lanes[quad][query] & 1);
        seen[bits + query * vectorCount + weight / LANES] |= bit << weight % LANES;
      }
    }
    firstKey[quad + 1] = key;
  }

  private int nextTaken(int from, int size) {
    int word = from / 64;
    if (from >= size) {
      return size;
    }
    long rest = taken[word] & -1L << from;
    while (rest == 0) {
      if (++word > size / 64) {
        return size;
      }
      rest = taken[word];
    }
    return 64 * word + Long.numberOfTrailingZeros(rest);
  }

  private void reserveVectors(int size) {
    if (size > vectors.length) {
      vectors = Arrays.copyOf(vectors, size + size / 2);
      seen = Arrays.copyOf(seen, QUERIES * vectors.length);
    }
  }

  private void reserveKeys(int size) {
    if (size > weights.length) {
      valueRows = Arrays.copyOf(valueRows, size + size / 2);
      weights = Arrays.copyOf(weights, size + size / 2);
    }
  }

  /** The lanes of a quad's queries. */
  int[] lanes(int quad) {
    return lanes[quad];
  }

  /** Vectors of all quads. */
  int vectors() {
    return firstVector[QUADS];
  }

  /** A quad's first vector; of {@link #QUADS} their number. */
  int firstVector(int quad) {
    return firstVector[quad];
  }

  /** A quad's first key, likewise. */
  int firstKey(int quad) {
    return firstKey[quad];
  }

  /** Where vectors begin, from the place of the tile's first key. */
  int[] vectorPlaces() {
    return vectors;
  }

  /** For each quad a bit per query, vector and lane: from four times its first vector on. */
  int[] seen() {
    return seen;
  }

  /** The rows of the quads' keys' values, from the tile's first; in the order of the keys. */
  int[] valueRows() {
    return valueRows;
  }

  /** Where the weights of these keys are among a query's. */
  int[] weights() {
    return weights;
  }
}
