package org.longstride.kernels.vector;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Every element lies where the definition says, and nothing beside them is touched. */
class LaneTilesTest {

  private static final int LANES = LaneKernels.LANES;

  @Test
  void tilesAndRowsHoldTheSame() {
    Random random = new Random(5);
    for (int round = 0; round < 400; round++) {
      int width = 1 + random.nextInt(round % 2 == 0 ? 200 : 40);
      int count = random.nextInt(LANES + 1);
      int stride = width + random.nextInt(20);
      int rowsAt = random.nextInt(9);
      int lanesAt = random.nextInt(9);
      float[] rows = floats(random, rowsAt + LANES * stride + 9);
      float[] lanes = floats(random, lanesAt + LANES * width + 9);

      float[] expectedLanes = lanes.clone();
      for (int i = 0; i < LANES * width; i++) {
        int lane = i % LANES;
        expectedLanes[lanesAt + i] = lane < count ? rows[rowsAt + lane * stride + i / LANES] : 0f;
      }
      float[] expectedRows = rows.clone();
      for (int i = 0; i < count * width; i++) {
        expectedRows[rowsAt + i / width * stride + i % width] =
            lanes[lanesAt + i % width * LANES + i / width];
      }

      float[] madeRows = rows.clone();
      LaneTiles.toRows(lanes, lanesAt, width, madeRows, rowsAt, stride, count);
      assertArrayEquals(expectedRows, madeRows);
      LaneTiles.toLanes(rows, rowsAt, stride, count, width, lanes, lanesAt);
      assertArrayEquals(expectedLanes, lanes);
    }
  }

  @Test
  void squaresHoldTheSameOnEveryImplementation() {
    Random random = new Random(6);
    for (SquareTranspose squares :
        new SquareTranspose[] {SquareTranspose.best(), new ScalarSquareTranspose()}) {
      for (int round = 0; round < 50; round++) {
        float[] rows = floats(random, 2000);
        int[] at = random.ints(48, 0, 1900).toArray();
        int count = 16 * random.nextInt(4);
        float[] out = floats(random, 20 * 80);
        int[] outAt = random.ints(20, 0, 32).toArray();
        for (int c = 0; c < 20; c++) {
          outAt[c] += 80 * c;
        }
        float[] expected = out.clone();
        for (int i = 0; i < count; i++) {
          for (int c = 3; c < 19; c++) {
            expected[outAt[c] + i] = rows[at[i] + c];
          }
        }
        squares.transpose(rows, at, count, 3, out, outAt);
        assertArrayEquals(expected, out);
      }
    }
  }

  private static float[] floats(Random random, int count) {
    float[] x = new float[count];
    for (int i = 0; i < count; i++) {
      x[i] = random.nextFloat();
    }
    return x;
  }
}
