package org.longstride.kernels.attention;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.FloatBuffer;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class HeadBuffersTest {

  /** Only the pages that are touched take memory. */
  @Test
  void headsLieBehindTheFirstTwoGibibytes() {
    int rows = 1 << 20;
    int last = 8;
    try (INDArray array = Nd4j.createUninitialized(DataType.FLOAT, last + 1, rows, 64)) {
      FloatBuffer[] heads = HeadBuffers.of(array).heads();
      assertEquals(rows * 64, heads[last].capacity());
      heads[last].put(0, 1f).put(rows * 64 - 1, 2f);
      heads[last - 1].put(rows * 64 - 1, 3f);
      assertEquals(1f, array.getFloat(last, 0, 0));
      assertEquals(2f, array.getFloat(last, rows - 1, 63));
      assertEquals(3f, array.getFloat(last - 1, rows - 1, 63));
    }
  }
}
