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
  private int[] numbers = new int[0];
  private int[] places = new int[0];

  private final int[] firstVector = new int[QUADS + 1];
  private final int[] firstKey = new int[QUADS + 1];
  private int[] vectors = new int[256];
  private int[] seen = new int[1024];
  private int[] keys = new int[1024];
  private int[] weights = new int[1024];

  private int[] quadKeys = new int[0];
  private final int[] quadCounts = new int[QUADS];
  private long[] placed = new long[0];
  private int[] weightOf = new int[0];

  /**
   * Whether a tile is of this shape.
   *
   * @param form how its lanes make quads
   * @param count how many keys it meets
   * @param visible for each key the lanes that see it
   * @param numbers the keys' numbers in the batch
   * @param place where the batch has put each number
   */
  boolean fits(int form, int count, long[] visible, int[] numbers, int[] place) {
    if (form != this.form
        || count != this.count
        || !Arrays.equals(visible, 0, count, this.visible, 0, count)) {
      return false;
    }
    int number = numbers[0];
    int first = place[number];
    for (int i = 0; i < count; i++) {
      if (numbers[i] - number != this.numbers[i] || place[numbers[i]] - first != places[i]) {
        return false;
      }
    }
    return true;
  }

  /** Becomes the shape of a tile with at least one key. */
  void become(int form, QuadLanes quads, int count, long[] visible, int[] numbers, int[] place) {
    this.form = form;
    this.count = count;
    if (this.numbers.length < count) {
      this.visible = new long[count];
      this.numbers = new int[count];
      places = new int[count];
      quadKeys = new int[QUADS * count];
    }
    int lowest = Integer.MAX_VALUE;
    int highest = 0;
    for (int i = 0; i < count; i++) {
      this.visible[i] = visible[i];
      this.numbers[i] = numbers[i] - numbers[0];
      places[i] = place[numbers[i]] - place[numbers[0]];
      lowest = Math.min(lowest, places[i]);
      highest = Math.max(highest, places[i]);
    }
    int size = highest - lowest + 1 + LANES;
    if (weightOf.length < size) {
      weightOf = new int[size];
      placed = new long[size / 64 + 1];
    }
    deal(quads);
    firstVector[0] = 0;
    firstKey[0] = 0;
    for (int quad = 0; quad < QUADS; quad++) {
      lanes[quad] = quads.lanes(quad).clone();
      lay(quad, lowest, size);
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
  private void lay(int quad, int lowest, int size) {
    int begin = quad * count;
    int end = begin + quadCounts[quad];
    Arrays.fill(placed, 0, size / 64 + 1, 0);
    for (int k = begin; k < end; k++) {
      int at = places[quadKeys[k]] - lowest;
      placed[at / 64] |= 1L << at;
    }
    int first = firstVector[quad];
    int next = first;
    reserveVectors(first + quadCounts[quad]);
    for (int at = nextPlaced(0, size); at < size; at = nextPlaced(at + LANES, size)) {
      for (int lane = 0; lane < LANES; lane++) {
        weightOf[at + lane] = (next - first) * LANES + lane;
      }
      vectors[next++] = at + lowest;
    }
    firstVector[quad + 1] = next;
    int vectorCount = next - first;
    int bits = first * QUERIES;
    Arrays.fill(seen, bits, next * QUERIES, 0);
    int key = firstKey[quad];
    reserveKeys(key + end - begin);
    for (int k = begin; k < end; k++) {
      int i = quadKeys[k];
      int weight = weightOf[places[i] - lowest];
      keys[key] = numbers[i];
      weights[key++] = weight;
      for (int query = 0; query < QUERIES; query++) {
        int bit = (int) (visible[i] >>> lanes[quad][query] & 1);
        seen[bits + query * vectorCount + weight / LANES] |= bit << weight % LANES;
      }
    }
    firstKey[quad + 1] = key;
  }

  private int nextPlaced(int from, int size) {
    int word = from / 64;
    if (from >= size) {
      return size;
    }
    long rest = placed[word] & -1L << from;
    while (rest == 0) {
      if (++word > size / 64) {
        return size;
      }
      rest = placed[word];
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
    if (size > keys.length) {
      keys = Arrays.copyOf(keys, size + size / 2);
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

  /** The numbers of the quads' keys, from the tile's first; ascending for each quad. */
  int[] keys() {
    return keys;
  }

  /** Where the weights of these keys are among a query's. */
  int[] weights() {
    return weights;
  }
}
