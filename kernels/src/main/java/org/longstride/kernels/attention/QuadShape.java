package org.longstride.kernels.attention;

import java.util.Arrays;
import java.util.BitSet;
import org.longstride.kernels.vector.QuadKernels;

/**
 * Who of a tile's quads sees what, relative to the tile's first key: tiles inside an image are all
 * alike, and only the first of them is worked out.
 */
final class QuadShape {

  private static final int QUADS = QuadLanes.QUADS;
  private static final int LANES = QuadKernels.LANES;
  private static final int QUERIES = QuadKernels.QUERIES;

  private final int form;
  private final int hash;
  private final long[] visible;
  private final int[] rows;
  private final int[] places;

  private final int[] lanes = new int[QUADS * QUERIES];
  private final int[] firstVector = new int[QUADS + 1];
  private final int[] firstKey = new int[QUADS + 1];
  private int[] vectors = new int[0];
  private int[] seen = new int[0];
  private int[] valueRows = new int[0];
  private int[] weights = new int[0];
  private int mostVectors;

  /**
   * The shape of a tile with at least one key.
   *
   * @param form how its lanes make quads
   * @param quads these quads
   * @param count how many keys it meets
   * @param visible for each key the lanes that see it
   * @param numbers the keys' numbers in the batch
   * @param panels where the batch's keys and values lie
   */
  QuadShape(int form, QuadLanes quads, int count, long[] visible, int[] numbers, KeyPanels panels) {
    this.form = form;
    hash = hash(count, visible, numbers, panels);
    this.visible = Arrays.copyOf(visible, count);
    rows = new int[count];
    places = new int[count];
    int[] slotOf = panels.slots();
    int[] slots = new int[count];
    int[] place = panels.places();
    int[] row = panels.rows();
    int lowest = Integer.MAX_VALUE;
    int highest = 0;
    for (int i = 0; i < count; i++) {
      rows[i] = row[numbers[i]] - row[numbers[0]];
      places[i] = place[numbers[i]] - place[numbers[0]];
      slots[i] = slotOf[numbers[i]];
      lowest = Math.min(lowest, slots[i]);
      highest = Math.max(highest, slots[i]);
    }
    int[] keyOf = new int[highest - lowest + 1];
    for (int i = 0; i < count; i++) {
      slots[i] -= lowest;
      keyOf[slots[i]] = i;
    }
    int[] quadKeys = new int[count];
    for (int quad = 0; quad < QUADS; quad++) {
      System.arraycopy(quads.lanes(quad), 0, lanes, quad * QUERIES, QUERIES);
      int quadCount = 0;
      for (int i = 0; i < count; i++) {
        if ((visible[i] & quads.bits(quad)) != 0) {
          quadKeys[quadCount++] = i;
        }
      }
      lay(quad, Arrays.copyOf(quadKeys, quadCount), slots, keyOf);
    }
  }

  /** A number that tells most shapes apart: some keys of many. */
  static int hash(int count, long[] visible, int[] numbers, KeyPanels panels) {
    int hash = count;
    int first = numbers[0];
    for (int i = 0; i < count; i += count / 4 + 1) {
      hash = 31 * hash + Long.hashCode(visible[i]);
      hash = 31 * hash + panels.places()[numbers[i]] - panels.places()[first];
    }
    return hash;
  }

  /** Whether a tile is of this shape: of what the constructor takes, and this hash. */
  boolean fits(int hash, int form, int count, long[] visible, int[] numbers, KeyPanels panels) {
    if (hash != this.hash
        || form != this.form
        || count != rows.length
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

  /**
   * Covers a quad's keys with vectors, and notes where each key's weight will be.
   *
   * @param keys the quad's keys
   * @param slots for each of the tile's keys its slot
   * @param keyOf for each slot the key that is there
   */
  private void lay(int quad, int[] keys, int[] slots, int[] keyOf) {
    BitSet taken = new BitSet(keyOf.length);
    for (int i : keys) {
      taken.set(slots[i]);
    }
    int first = firstVector[quad];
    int next = first;
    int[] weightOf = new int[keyOf.length + LANES];
    vectors = Arrays.copyOf(vectors, first + keys.length);
    for (int at = taken.nextSetBit(0); at >= 0; at = taken.nextSetBit(at + LANES)) {
      for (int lane = 0; lane < LANES; lane++) {
        weightOf[at + lane] = (next - first) * LANES + lane;
      }
      vectors[next++] = places[keyOf[at]];
    }
    firstVector[quad + 1] = next;
    mostVectors = Math.max(mostVectors, next - first);
    vectors = Arrays.copyOf(vectors, next);
    seen = Arrays.copyOf(seen, QUERIES * next);
    int key = firstKey[quad];
    firstKey[quad + 1] = key + keys.length;
    valueRows = Arrays.copyOf(valueRows, key + keys.length);
    weights = Arrays.copyOf(weights, key + keys.length);
    for (int i : keys) {
      int weight = weightOf[slots[i]];
      valueRows[key] = rows[i];
      weights[key++] = weight;
      for (int query = 0; query < QUERIES; query++) {
        int bit = (int) (visible[i] >>> lanes[quad * QUERIES + query] & 1);
        int word = QUERIES * first + query * (next - first) + weight / LANES;
        seen[word] |= bit << weight % LANES;
      }
    }
  }

  /** The lanes of the quads' queries, four each. */
  int[] lanes() {
    return lanes;
  }

  /** What it takes of memory, about. */
  long bytes() {
    return 512
        + 8L * visible.length
        + 4L * (rows.length + places.length + vectors.length + seen.length)
        + 4L * (valueRows.length + weights.length);
  }

  /** Vectors of all quads. */
  int vectors() {
    return firstVector[QUADS];
  }

  /** Vectors of the quad that has most. */
  int mostVectors() {
    return mostVectors;
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
