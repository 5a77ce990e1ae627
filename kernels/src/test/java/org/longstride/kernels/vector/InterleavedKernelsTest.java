package org.longstride.kernels.vector;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sixteen attentions side by side: with the same bits as lanes that meet one attention's keys. */
class InterleavedKernelsTest {

  private static final int LANES = InterleavedKernels.LANES;
  private static final int WIDTH = InterleavedKernels.WIDTH;
  private static final int KEY = InterleavedKernels.KEY;
  private static final int SPARE = InterleavedKernels.SPARE;

  private static final InterleavedKernels[] ALL = {
    new ScalarInterleavedKernels(), new VectorInterleavedKernels()
  };

  @ParameterizedTest
  @CsvSource({"1,1", "2,64", "4,7", "5,64", "6,33", "11,64", "40,20"})
  void scoresAreThoseOfEachAttention(int count, int depth) {
    Random random = new Random(31L * count + depth);
    float[] x = floats(random, 3 + depth * WIDTH);
    float[] keys = floats(random, 9 + (count + SPARE) * KEY);
    for (boolean accumulate : new boolean[] {false, true}) {
      float[] before = floats(random, 5 + (count + SPARE) * WIDTH);
      float[] expected = Arrays.copyOf(before, 5 + count * WIDTH);
      for (int i = 0; i < LANES; i++) {
        float[] ofOne = scoresOfOne(x, keys, count, depth, i, accumulate ? before : null);
        for (int r = 0; r < count; r++) {
          for (int lane = i; lane < WIDTH; lane += LANES) {
            expected[5 + r * WIDTH + lane] = ofOne[r * WIDTH + lane];
          }
        }
      }
      for (InterleavedKernels kernels : ALL) {
        float[] scores = before.clone();
        kernels.scores(x, 3, keys, 9, count, depth, scores, 5, accumulate);
        assertArrayEquals(expected, Arrays.copyOf(scores, 5 + count * WIDTH));
      }
    }
  }

  /** What all lanes of the tile would score with the keys of one attention. */
  private static float[] scoresOfOne(
      float[] x, float[] keys, int count, int depth, int attention, float[] before) {
    float[] rows = new float[count * depth];
    int[] offsets = new int[count];
    for (int r = 0; r < count; r++) {
      offsets[r] = r * depth;
      for (int c = 0; c < depth; c++) {
        rows[r * depth + c] = keys[9 + r * KEY + c * LANES + attention];
      }
    }
    float[] scores =
        before == null ? new float[count * WIDTH] : Arrays.copyOfRange(before, 5, before.length);
    float[] tile = Arrays.copyOfRange(x, 3, x.length);
    new ScalarLaneKernels()
        .multiply(rows, offsets, count, depth, tile, WIDTH, scores, 0, before != null);
    return scores;
  }

  @ParameterizedTest
  @CsvSource({"1,16", "2,64", "7,48", "33,112", "128,32"})
  void weightedValuesAreSummedInTheOrderOfTheKeys(int count, int width) {
    Random random = new Random(17L * count + width);
    float[] weights = floats(random, 5 + count * WIDTH);
    float[] values = floats(random, 3 + count * LANES * width);
    for (boolean accumulate : new boolean[] {false, true}) {
      float[] before = floats(random, 2 + WIDTH * width);
      float[] expected = before.clone();
      for (int lane = 0; lane < WIDTH; lane++) {
        for (int c = 0; c < width; c++) {
          int at = 2 + lane * width + c;
          float sum = accumulate ? before[at] : 0;
          for (int r = 0; r < count; r++) {
            float value = values[3 + (r * LANES + lane % LANES) * width + c];
            sum = Math.fma(weights[5 + r * WIDTH + lane], value, sum);
          }
          expected[at] = sum;
        }
      }
      for (InterleavedKernels kernels : ALL) {
        float[] out = before.clone();
        kernels.weigh(weights, 5, count, values, 3, Lanes.all(width), out, 2, accumulate);
        assertArrayEquals(expected, out);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"0", "1", "15", "16", "20", "64", "70"})
  void sixteenRowsAreTransposed(int columns) {
    Random random = new Random(columns);
    int inDistance = columns + 3;
    int outDistance = 21;
    float[] in = floats(random, 7 + LANES * inDistance);
    float[] before = floats(random, 5 + columns * outDistance + LANES);
    float[] expected = before.clone();
    for (int i = 0; i < LANES; i++) {
      for (int c = 0; c < columns; c++) {
        expected[5 + c * outDistance + i] = in[7 + i * inDistance + c];
      }
    }
    float[] out = before.clone();
    LaneTiles.transposeSixteen(in, 7, inDistance, columns, out, 5, outDistance);
    assertArrayEquals(expected, out);
    if (columns % LANES == 0) {
      float[] scalar = before.clone();
      new ScalarSquareTranspose().transpose(in, 7, inDistance, columns, scalar, 5, outDistance);
      assertArrayEquals(expected, scalar);
    }
  }

  private static float[] floats(Random random, int count) {
    float[] x = new float[count];
    for (int i = 0; i < count; i++) {
      x[i] = (float) random.nextGaussian();
    }
    return x;
  }
}
