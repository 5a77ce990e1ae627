package org.longstride.kernels.vector;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The points of a stencil: chains of operations in the order of features, and of points. */
class StencilKernelsTest {

  private static final int LANES = StencilKernels.LANES;
  private static final int WIDTH = StencilKernels.WIDTH;
  private static final int SPARE = StencilKernels.SPARE;

  private static final StencilKernels[] ALL = {
    new ScalarStencilKernels(), new VectorStencilKernels()
  };

  @ParameterizedTest
  @CsvSource({
    "1,1,4", "2,64,4", "3,64,4", "4,7,4", "5,64,4", "6,33,4", "7,64,4", "9,5,4", "13,64,4",
    "1,3,2", "3,64,2", "4,64,2", "5,9,2", "7,64,2", "8,64,2", "9,32,2", "15,64,2", "21,8,2"
  })
  void scoresAreThoseOfEachLaneWithItsKeys(int count, int depth, int steps) {
    Random random = new Random(31L * count + depth);
    int width = count + 5;
    float[] x = floats(random, 3 + depth * WIDTH);
    float[] keys = floats(random, 9 + depth * width + SPARE + LANES);
    float[] expected = new float[count * WIDTH];
    for (int r = 0; r < count; r++) {
      for (int lane = 0; lane < steps * LANES; lane++) {
        float sum = 0;
        for (int c = 0; c < depth; c++) {
          sum = Math.fma(x[3 + c * WIDTH + lane], keys[9 + c * width + r + lane % LANES], sum);
        }
        expected[r * WIDTH + lane] = sum;
      }
    }
    for (StencilKernels kernels : ALL) {
      float[] scores = new float[5 + (count + SPARE) * WIDTH];
      kernels.scores(x, 3, keys, 9, width, count, steps, depth, scores, 5);
      float[] actual = new float[count * WIDTH];
      System.arraycopy(scores, 5, actual, 0, actual.length);
      assertArrayEquals(expected, actual);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "16, 0 3 3",
    "64, 2 9 11",
    "48, 7 7 7",
    "112, 0 0 4",
    "32, 3 8 12 14 14 20",
    "64, 0 1 2 2 4 4"
  })
  void weightedValuesAreSummedInTheOrderOfThePoints(int width, String phases) {
    Random random = new Random(width);
    String[] numbers = phases.split(" ");
    int[] ends = new int[numbers.length];
    for (int i = 0; i < ends.length; i++) {
      ends[i] = Integer.parseInt(numbers[i]);
    }
    int points = ends[ends.length - 1];
    int[] places = random.ints(points, -3, 40).toArray();
    float[] weights = floats(random, 5 + points * WIDTH);
    float[] values = floats(random, 2 + (3 + 40 + LANES) * width);
    float[] expected = new float[7 + WIDTH * width];
    for (int lane = 0; lane < WIDTH; lane++) {
      for (int c = 0; c < width; c++) {
        float sum = 0;
        for (int p = 0, phase = 0; p < points; p++) {
          while (p >= ends[phase]) {
            phase++;
          }
          boolean meets = phase % 3 == 1 || lane / (WIDTH / 2) * 2 == phase % 3;
          if (meets) {
            int row = places[p] + 3 + lane % LANES;
            sum = Math.fma(weights[5 + p * WIDTH + lane], values[2 + row * width + c], sum);
          }
        }
        expected[7 + lane * width + c] = sum;
      }
    }
    for (StencilKernels kernels : ALL) {
      float[] out = new float[7 + WIDTH * width];
      kernels.weigh(weights, 5, places, ends, 3, values, 2, Lanes.all(width), out, 7);
      assertArrayEquals(expected, out);
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
