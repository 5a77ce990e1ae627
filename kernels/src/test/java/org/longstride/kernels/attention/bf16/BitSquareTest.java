package org.longstride.kernels.attention.bf16;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;

class BitSquareTest {

  @Test
  void rowsBecomeColumns() {
    Random random = new Random(5);
    long[] rows = random.longs(70).toArray();
    long[] turned = rows.clone();
    BitSquare.transpose(turned, 6);
    for (int i = 0; i < 64; i++) {
      for (int j = 0; j < 64; j++) {
        assertEquals(rows[6 + i] >>> j & 1, turned[6 + j] >>> i & 1, i + ", " + j);
      }
    }
    assertEquals(rows[5], turned[5]);
  }
}
