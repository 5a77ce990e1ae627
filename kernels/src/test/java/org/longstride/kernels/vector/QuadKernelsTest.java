package org.longstride.kernels.vector;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Four queries meet some keys: with the same bits as 64 queries in lanes, however it is done. */
class QuadKernelsTest {

  private static final int LANES = QuadKernels.LANES;
  private static final int[] MEMBERS = {3, 4, 11, 12};

  /** The lanes of several quads: these are the ones from the sixth on. */
  private static final int[] TILE = {0, 1, 8, 9, 2, 3, 4, 11, 12, 5};

  /** Queries, keys and values, and who sees what. */
  private static final class Case {
    final int keys;
    final int depth;
    final int columns;
    final int width;
    final float[] q;
    final float[] k;
    final float[] v;
    final long[] visible;
    final int[] place;

    Case(int keys, int depth, int columns) {
      Random random = new Random(31L * keys + depth);
      this.keys = keys;
      this.depth = depth;
      this.columns = columns;
      width = (keys + 2) * LANES;
      q = floats(random, 64 * depth);
      k = floats(random, keys * depth);
      v = floats(random, keys * columns);
      visible = random.longs(keys).toArray();
      visible[keys / 2] = 0;
      // Every other lane, and all of it behind an arbitrary place.
      place = new int[keys];
      Arrays.setAll(place, key -> 5 + 2 * key);
    }

    private static float[] floats(Random random, int count) {
      float[] x = new float[count];
      for (int i = 0; i < count; i++) {
        x[i] = (float) random.nextGaussian();
      }
      return x;
    }
  }

  /** What both ways compute, for the four queries. */
  private record Result(float[][] outputs, float[] sums, float[] maximum) {}

  @ParameterizedTest
  @CsvSource({"1,1,1", "3,7,16", "8,64,64", "17,33,20", "40,12,5", "49,64,130", "100,65,48"})
  void givesTheSameBitsAsSixtyFourQueriesInLanes(int keys, int depth, int columns) {
    Case c = new Case(keys, depth, columns);
    assertAllGiveTheSame(c);
  }

  /** Scores far outside what exponents can tell, where only the largest has any weight. */
  @ParameterizedTest
  @ValueSource(floats = {100f, 1e5f, 1e7f, 1e9f, 1e20f})
  void givesTheSameBitsForLargeScores(float factor) {
    Case c = new Case(49, 20, 16);
    for (int i = 0; i < c.q.length; i++) {
      c.q[i] *= factor;
    }
    assertAllGiveTheSame(c);
  }

  @ParameterizedTest
  @ValueSource(floats = {1f, 1e5f, 1e6f, 1e7f, 1e8f, 1e20f})
  void givesTheSameBitsWhereAllScoresAreNegative(float factor) {
    Case c = new Case(49, 20, 16);
    for (int i = 0; i < c.q.length; i++) {
      c.q[i] = Math.abs(c.q[i]) * factor;
    }
    for (int i = 0; i < c.k.length; i++) {
      c.k[i] = -Math.abs(c.k[i]);
    }
    assertAllGiveTheSame(c);
  }

  private static void assertAllGiveTheSame(Case c) {
    Result expected = inLanes(c, new ScalarLaneKernels());
    assertSame(expected, inLanes(c, new VectorLaneKernels()));
    assertSame(expected, inQuads(c, new ScalarQuadKernels()));
    assertSame(expected, inQuads(c, new VectorQuadKernels()));
  }

  private static void assertSame(Result expected, Result actual) {
    for (int i = 0; i < MEMBERS.length; i++) {
      assertArrayEquals(expected.outputs()[i], actual.outputs()[i]);
      assertEquals(expected.sums()[i], actual.sums()[i]);
      assertEquals(expected.maximum()[i], actual.maximum()[i]);
    }
  }

  private static Result inLanes(Case c, LaneKernels kernels) {
    float[] x = new float[c.depth * 64];
    LaneTiles.toLanes(c.q, 0, c.depth, 64, c.depth, x, 0);
    int[] offsets = new int[c.keys];
    Arrays.setAll(offsets, key -> key * c.depth);
    float[] scores = new float[c.keys * 64];
    kernels.multiply(c.k, offsets, c.keys, c.depth, x, 64, scores, 0, false);
    float[] maximum = new float[64];
    Arrays.fill(maximum, LaneKernels.NOTHING);
    float[] sum = new float[64];
    kernels.softmaxStep(scores, c.keys, 64, 0.7f, c.visible, maximum, sum, new float[64]);
    float[] out = new float[c.columns * 64];
    Arrays.setAll(offsets, key -> key * c.columns);
    kernels.multiplyTransposed(c.v, offsets, c.keys, c.columns, scores, 64, out);
    float[] rows = new float[64 * c.columns];
    LaneTiles.toRows(out, 0, c.columns, rows, 0, c.columns, 64);
    return result(c, rows, sum, maximum);
  }

  private static Result inQuads(Case c, QuadKernels kernels) {
    float[] lanes = new float[c.depth * c.width];
    Arrays.fill(lanes, 1e3f);
    int vectors = (2 * c.keys + LANES - 1) / LANES;
    int[] seen = new int[1 + 4 * vectors];
    int[] weightAt = new int[c.keys];
    int[] rows = new int[c.keys];
    for (int key = 0; key < c.keys; key++) {
      for (int f = 0; f < c.depth; f++) {
        lanes[f * c.width + c.place[key]] = c.k[key * c.depth + f];
      }
      weightAt[key] = 2 * key;
      rows[key] = key - 3;
      for (int i = 0; i < 4; i++) {
        int bit = (int) (c.visible[key] >>> MEMBERS[i] & 1);
        seen[1 + i * vectors + 2 * key / LANES] |= bit << 2 * key % LANES;
      }
    }
    int[] keyAt = new int[vectors + 2];
    Arrays.setAll(keyAt, j -> (j - 2) * LANES);
    int[] queryAt = LaneTiles.evenly(0, c.depth, 64);
    int[] outAt = LaneTiles.evenly(0, c.columns, 64);
    float[] scores = new float[4 * QuadKernels.STRIDE];
    float[] maximum = new float[64];
    Arrays.fill(maximum, LaneKernels.NOTHING);
    float[] sum = new float[64];
    float[] out = new float[64 * c.columns];
    Arrays.fill(out, 7f);
    kernels.scores(c.q, queryAt, TILE, 5, c.depth, lanes, c.width, keyAt, 2, vectors, 5, scores, 9);
    kernels.softmaxStep(scores, 9, vectors, 0.7f, seen, 1, maximum, sum, TILE, 5);
    kernels.weigh(
        scores, 9, weightAt, c.v, rows, 0, c.keys, 3, c.columns, out, outAt, sum, TILE, 5);
    return result(c, out, sum, maximum);
  }

  private static Result result(Case c, float[] rows, float[] sum, float[] maximum) {
    float[][] outputs = new float[4][];
    float[] sums = new float[4];
    float[] maxima = new float[4];
    for (int i = 0; i < 4; i++) {
      int from = MEMBERS[i] * c.columns;
      outputs[i] = Arrays.copyOfRange(rows, from, from + c.columns);
      sums[i] = sum[MEMBERS[i]];
      maxima[i] = maximum[MEMBERS[i]];
    }
    return new Result(outputs, sums, maxima);
  }
}
