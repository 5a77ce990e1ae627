package org.longstride.kernels.vector;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Both implementations agree with double precision, and with each other bit for bit. */
class LaneKernelsTest {

  private static final LaneKernels SCALAR = new ScalarLaneKernels();
  private static final LaneKernels VECTOR = new VectorLaneKernels();

  /** Rows that lie anywhere, where distance is 0; at one distance, even overlapping, otherwise. */
  @ParameterizedTest
  @CsvSource({
    "1,1,16,0",
    "4,64,64,0",
    "7,13,64,0",
    "13,207,64,0",
    "5,129,48,0",
    "130,702,64,0",
    "9,33,32,0",
    "14,20,32,0",
    "21,33,48,0",
    "19,9,16,0",
    "6,8,96,0",
    "130,64,64,64",
    "13,64,48,64",
    "21,41,32,64",
    "9,3,16,64",
    "71,100,160,64",
    "70,64,64,256",
    "12,80,64,80"
  })
  void multiplyIsTheMatrixProductInOneChain(int count, int depth, int width, int distance) {
    Random random = new Random(count * 31L + depth);
    float[] rows = floats(random, count * Math.max(depth, distance) + depth);
    int[] offsets = offsets(random, count, depth, distance, rows.length);
    float[] x = floats(random, 5 + depth * width);
    float[] scalar = floats(random, count * width + 3);
    float[] vector = scalar.clone();
    double[] expected = new double[count * width];
    double[] continued = new double[count * width];
    for (int r = 0; r < count; r++) {
      for (int lane = 0; lane < width; lane++) {
        double sum = 0;
        for (int c = 0; c < depth; c++) {
          sum += (double) rows[offsets[r] + c] * x[5 + c * width + lane];
        }
        expected[r * width + lane] = sum;
        continued[r * width + lane] = 2 * sum;
      }
    }
    Lanes all = Lanes.all(width);
    SCALAR.multiply(rows, offsets, 0, count, depth, x, 5, all, scalar, 3, false);
    VECTOR.multiply(rows, offsets, 0, count, depth, x, 5, all, vector, 3, false);
    assertArrayEquals(scalar, vector);
    assertClose(expected, scalar, 3, depth);
    SCALAR.multiply(rows, offsets, 0, count, depth, x, 5, all, scalar, 3, true);
    VECTOR.multiply(rows, offsets, 0, count, depth, x, 5, all, vector, 3, true);
    assertArrayEquals(scalar, vector);
    assertClose(continued, scalar, 3, 2 * depth);
  }

  @ParameterizedTest
  @CsvSource({
    "1,1,16,0",
    "4,64,64,0",
    "7,13,64,0",
    "13,30,64,0",
    "129,5,48,0",
    "702,9,64,0",
    "33,9,32,0",
    "9,14,32,0",
    "40,21,48,0",
    "17,19,16,0",
    "150,130,64,0",
    "128,64,64,64",
    "129,130,48,130",
    "300,30,32,7",
    "40,72,16,256"
  })
  void multiplyTransposedIsTheMatrixProductInOneChain(
      int count, int columns, int width, int distance) {
    Random random = new Random(count * 31L + columns);
    float[] rows = floats(random, count * Math.max(columns, distance) + columns);
    int[] offsets = offsets(random, count, columns, distance, rows.length);
    float[] p = floats(random, count * width);
    float[] scalar = floats(random, columns * width);
    float[] vector = scalar.clone();
    double[] expected = new double[columns * width];
    for (int c = 0; c < columns; c++) {
      for (int lane = 0; lane < width; lane++) {
        double sum = scalar[c * width + lane];
        for (int r = 0; r < count; r++) {
          sum += (double) rows[offsets[r] + c] * p[r * width + lane];
        }
        expected[c * width + lane] = sum;
      }
    }
    SCALAR.multiplyTransposed(rows, offsets, count, columns, p, width, scalar);
    VECTOR.multiplyTransposed(rows, offsets, count, columns, p, width, vector);
    assertArrayEquals(scalar, vector);
    assertClose(expected, scalar, 0, count);
  }

  @ParameterizedTest
  @CsvSource({
    "1,1,16,0,16",
    "128,64,64,0,64",
    "129,20,80,16,64",
    "7,13,48,0,48",
    "70,63,160,32,160"
  })
  void multiplyOfRowsAtThePitchIsTheSameChain(int count, int depth, int width, int from, int to) {
    Random random = new Random(count * 31L + depth);
    float[] rows = floats(random, 7 + count * LaneKernels.PITCH);
    int[] offsets = LaneTiles.evenly(7, LaneKernels.PITCH, count);
    float[] x = floats(random, 3 + depth * width);
    float[] before = floats(random, 5 + count * width);
    for (boolean accumulate : new boolean[] {false, true}) {
      float[] chain = Arrays.copyOfRange(before, 5, before.length);
      SCALAR.multiply(
          rows,
          offsets,
          count,
          depth,
          Arrays.copyOfRange(x, 3, x.length),
          width,
          chain,
          0,
          accumulate);
      for (LaneKernels kernels : new LaneKernels[] {SCALAR, VECTOR}) {
        float[] out = before.clone();
        kernels.multiply(
            rows, 7, count, depth, x, 3, new Lanes(from, to, width), out, 5, accumulate);
        assertLanes(chain, before, out, 5, new Lanes(from, to, width));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1,1,16,0,16,1",
    "128,64,64,0,64,64",
    "129,20,80,16,64,64",
    "7,13,48,0,48,40",
    "200,3,160,32,160,9",
    "33,48,32,16,32,64"
  })
  void multiplyTransposedOfRowsAtOneDistanceIsTheSameChain(
      int count, int columns, int width, int from, int to, int distance) {
    Random random = new Random(count * 31L + columns);
    float[] rows = floats(random, 7 + (count - 1) * distance + columns);
    int[] offsets = IntStream.range(0, count).map(r -> 7 + r * distance).toArray();
    float[] p = floats(random, 3 + count * width);
    float[] before = floats(random, 5 + columns * width);
    float[] chain = Arrays.copyOfRange(before, 5, before.length);
    SCALAR.multiplyTransposed(
        rows, offsets, count, columns, Arrays.copyOfRange(p, 3, p.length), width, chain);
    for (LaneKernels kernels : new LaneKernels[] {SCALAR, VECTOR}) {
      float[] out = before.clone();
      kernels.multiplyTransposed(
          rows, 7, distance, count, columns, p, 3, new Lanes(from, to, width), out, 5);
      assertLanes(chain, before, out, 5, new Lanes(from, to, width));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1,1,0,1",
    "8,64,0,64",
    "13,130,0,130",
    "130,300,17,290",
    "7,20,5,19",
    "24,129,1,129"
  })
  void packedRowsAreMultipliedInTheSameChain(int count, int depth, int from, int to) {
    Random random = new Random(count * 31L + depth);
    float[] matrix = floats(random, count * depth);
    float[] x = floats(random, (to - from) * 64);
    int first = count / 16 * 8;
    int[] offsets = IntStream.range(first, count).map(r -> r * depth + from).toArray();
    int rows = count - first;
    float[] expected = floats(random, 3 + rows * 64);
    float[] scalar = expected.clone();
    float[] vector = expected.clone();
    PackedRows packed = PackedRows.pack(matrix.clone(), count, depth);
    for (boolean accumulate : new boolean[] {true, false}) {
      SCALAR.multiply(matrix, offsets, rows, to - from, x, 64, expected, 3, accumulate);
      SCALAR.multiply(packed, first, count, from, to, x, scalar, 3, accumulate);
      VECTOR.multiply(packed, first, count, from, to, x, vector, 3, accumulate);
      assertArrayEquals(expected, scalar);
      assertArrayEquals(expected, vector);
    }
  }

  @Test
  void aMatrixIsPackedWhereItLies() {
    float[] matrix = floats(new Random(5), 19 * 3);
    PackedRows packed = PackedRows.pack(matrix.clone(), 19, 3);
    for (int r = 0; r < 19; r++) {
      for (int c = 0; c < 3; c++) {
        assertEquals(matrix[r * 3 + c], packed.get(r, c));
      }
    }
    assertThrows(IllegalArgumentException.class, () -> PackedRows.pack(matrix, 19, 4));
    float[] tile = new float[19 * 64];
    for (LaneKernels kernels : new LaneKernels[] {SCALAR, VECTOR}) {
      assertThrows(
          IllegalArgumentException.class,
          () -> kernels.multiply(packed, 4, 19, 0, 3, tile, tile, 0, false));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 13, 128})
  void softmaxStepsGiveTheSoftmaxOfWhatIsVisible(int count) {
    int width = LaneKernels.LANES;
    Random random = new Random(count);
    float[] scores = floats(random, count * width);
    for (int i = 0; i < scores.length; i++) {
      scores[i] *= 40;
    }
    long[] visible = random.longs(count).toArray();
    visible[0] = -1;
    float scale = 0.3f;
    Softmax scalar = new Softmax(SCALAR, scores, visible, scale, count);
    Softmax vector = new Softmax(VECTOR, scores, visible, scale, count);
    assertArrayEquals(scalar.weights, vector.weights);
    assertArrayEquals(scalar.maximum, vector.maximum);
    assertArrayEquals(scalar.sum, vector.sum);
    for (int lane = 0; lane < width; lane++) {
      double sum = 0;
      for (int r = 0; r < count; r++) {
        sum += weight(scores, visible, scale, r, lane);
      }
      assertEquals(sum, scalar.sum[lane] * Math.pow(2, scalar.maximum[lane]), 1e-5 * sum);
      for (int r = 0; r < count; r++) {
        double expected = weight(scores, visible, scale, r, lane) / sum;
        assertEquals(expected, scalar.weights[r * width + lane] / scalar.sum[lane], 2e-6);
      }
    }
  }

  private static double weight(float[] scores, long[] visible, float scale, int r, int lane) {
    return (visible[r] >>> lane & 1) == 0 ? 0 : Math.pow(2, (double) scores[r * 64 + lane] * scale);
  }

  @Test
  void softmaxDoesNotDependOnWhereBlocksEnd() {
    int count = 96;
    Random random = new Random(5);
    float[] scores = floats(random, count * LaneKernels.LANES);
    long[] visible = random.longs(count).toArray();
    Softmax whole = new Softmax(VECTOR, scores, visible, 7.3f, count);
    Softmax pieces = new Softmax(VECTOR, scores, visible, 7.3f, 5);
    assertArrayEquals(whole.maximum, pieces.maximum);
    assertArrayEquals(whole.sum, pieces.sum);
  }

  @Test
  void lanesThatSeeNothingKeepNothing() {
    Softmax softmax = new Softmax(VECTOR, new float[64], new long[] {~1L}, 1f, 1);
    assertEquals(LaneKernels.NOTHING, softmax.maximum[0]);
    assertEquals(0f, softmax.sum[0]);
    assertEquals(1f, softmax.sum[1]);
  }

  @Test
  void softmaxOfSomeRowsAndLanesLeavesTheOthersAlone() {
    Random random = new Random(8);
    float[] scores = floats(random, 5 + 20 * 64);
    long[] visible = random.longs(20).toArray();
    Lanes lanes = new Lanes(16, 48, 64);
    float[] scalar = scores.clone();
    float[] vector = scores.clone();
    float[] maximum = floats(random, 64);
    float[] sum = floats(random, 64);
    for (int lane = 0; lane < 64; lane++) {
      maximum[lane] = Math.round(4 * maximum[lane]);
    }
    float[] vectorMaximum = maximum.clone();
    float[] vectorSum = sum.clone();
    float[] before = sum.clone();
    SCALAR.softmaxStep(scalar, 5, 3, 17, lanes, 9f, visible, maximum, sum, new float[64]);
    VECTOR.softmaxStep(
        vector, 5, 3, 17, lanes, 9f, visible, vectorMaximum, vectorSum, new float[64]);
    assertArrayEquals(scalar, vector);
    assertArrayEquals(maximum, vectorMaximum);
    assertArrayEquals(sum, vectorSum);
    for (int i = 0; i < scores.length; i++) {
      int row = Math.floorDiv(i - 5, 64);
      int lane = Math.floorMod(i - 5, 64);
      boolean asked = row >= 3 && row < 17 && lane >= 16 && lane < 48;
      assertTrue(asked || scores[i] == vector[i], "element " + i);
    }
    assertEquals(before[15], sum[15]);
    assertEquals(before[48], sum[48]);
  }

  /** Checks that the lanes asked for are as expected, and that all else is as before. */
  private static void assertLanes(
      float[] expected, float[] before, float[] out, int offset, Lanes lanes) {
    for (int i = 0; i < out.length; i++) {
      int lane = Math.floorMod(i - offset, lanes.width());
      boolean asked = i >= offset && lane >= lanes.from() && lane < lanes.to();
      assertEquals(asked ? expected[i - offset] : before[i], out[i]);
    }
  }

  @Test
  void scaleRowsMultipliesEachRowWithItsFactor() {
    Random random = new Random(13);
    int[] at = {300, 3, 120};
    for (int width : new int[] {1, 15, 16, 37, 64}) {
      float[] x = floats(random, 400);
      float[] factors = floats(random, 3);
      float[] expected = x.clone();
      for (int i = 0; i < 2 * width; i++) {
        expected[at[i / width] + i % width] *= factors[i / width];
      }
      for (LaneKernels kernels : new LaneKernels[] {SCALAR, VECTOR}) {
        float[] scaled = x.clone();
        kernels.scaleRows(scaled, at, 2, width, factors, scaled, at);
        assertArrayEquals(expected, scaled);
        float[] moved = new float[2 * width + 5];
        kernels.scaleRows(x, at, 2, width, factors, moved, new int[] {5 + width, 5});
        assertArrayEquals(new float[5], Arrays.copyOf(moved, 5));
        for (int i = 0; i < 2; i++) {
          assertArrayEquals(
              Arrays.copyOfRange(expected, at[i], at[i] + width),
              Arrays.copyOfRange(moved, 5 + (1 - i) * width, 5 + (2 - i) * width));
        }
      }
    }
  }

  @Test
  void copyRowsPutsRowsAtAnEvenDistance() {
    int[] at = {300, 3, 120};
    for (int width : new int[] {1, 15, 16, 37, 64, 80}) {
      float[] x = floats(new Random(14), 400);
      float[] before = floats(new Random(15), 7 + 2 * 90);
      float[] expected = before.clone();
      for (int i = 0; i < 2 * width; i++) {
        expected[7 + i / width * 90 + i % width] = x[at[i / width] + i % width];
      }
      for (LaneKernels kernels : new LaneKernels[] {SCALAR, VECTOR}) {
        float[] out = before.clone();
        kernels.copyRows(x, at, 2, width, out, 7, 90);
        assertArrayEquals(expected, out);
      }
    }
  }

  /** A softmax over scores that are seen {@code block} rows at a time. */
  private static final class Softmax {
    final float[] weights;
    final float[] maximum = new float[64];
    final float[] sum = new float[64];

    Softmax(LaneKernels kernels, float[] scores, long[] visible, float scale, int block) {
      weights = scores.clone();
      Arrays.fill(maximum, LaneKernels.NOTHING);
      float[] rescale = new float[64];
      int count = visible.length;
      for (int at = 0; at < count; at += block) {
        int rows = Math.min(block, count - at);
        float[] part = Arrays.copyOfRange(weights, at * 64, (at + rows) * 64);
        long[] lanes = Arrays.copyOfRange(visible, at, at + rows);
        kernels.softmaxStep(part, rows, 64, scale, lanes, maximum, sum, rescale);
        System.arraycopy(part, 0, weights, at * 64, part.length);
      }
    }
  }

  @Test
  void softmaxWeightsAreNormalisedByTheGivenLogSumExp() {
    Random random = new Random(11);
    int count = 13;
    float[] scores = floats(random, count * 64);
    float[] lse = floats(random, 64);
    long[] visible = random.longs(count).toArray();
    float[] scalar = scores.clone();
    float[] vector = scores.clone();
    SCALAR.softmaxWeights(scalar, count, 64, 2.5f, visible, lse);
    VECTOR.softmaxWeights(vector, count, 64, 2.5f, visible, lse);
    assertArrayEquals(scalar, vector);
    for (int i = 0; i < scalar.length; i++) {
      boolean seen = (visible[i / 64] >>> i % 64 & 1) != 0;
      double expected = seen ? Math.pow(2, scores[i] * 2.5 - lse[i % 64]) : 0;
      assertEquals(expected, scalar[i], 1e-6 * (1 + expected));
    }
  }

  @Test
  void powersOfTwoAreRightToTheLastBits() {
    for (int i = -126 * 64; i < 126 * 64; i++) {
      float t = i / 64f;
      double expected = Math.pow(2, t);
      assertTrue(Math.abs(Exp2.exp2(t) - expected) <= 1.5e-7 * expected, "2^" + t);
    }
    assertEquals(1f, Exp2.exp2(0f));
    assertEquals(0f, Exp2.power(-127f));
  }

  private static int[] offsets(Random random, int count, int length, int distance, int size) {
    return distance == 0
        ? random.ints(count, 0, size - length + 1).toArray()
        : IntStream.range(0, count).map(r -> 3 + r * distance).toArray();
  }

  private static float[] floats(Random random, int count) {
    float[] x = new float[count];
    for (int i = 0; i < count; i++) {
      x[i] = random.nextFloat() * 2 - 1;
    }
    return x;
  }

  private static void assertClose(double[] expected, float[] actual, int offset, int terms) {
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], actual[offset + i], 4e-6 * Math.sqrt(terms), "element " + i);
    }
  }
}
