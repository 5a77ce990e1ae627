package org.longstride.kernels.attention.bf16;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.longstride.kernels.attention.TiledAttention;
import org.longstride.kernels.vector.LaneKernels;

class PrecisionTest {

  @Test
  void isReadByTheNameThatItPrints() {
    for (Precision precision : Precision.values()) {
      assertEquals(precision, Precision.of(precision.toString()));
    }
  }

  @Test
  void whatIsNoPrecisionIsNamedWithWhatIs() {
    assertEquals(
        "precision is fp8, must be one of float32, bf16, bf16-amx",
        assertThrows(IllegalArgumentException.class, () -> Precision.of("fp8")).getMessage());
  }

  @Test
  void float32NeedsNoHardware() {
    Precision.FLOAT32.requireHardware();
    assertInstanceOf(TiledAttention.class, Precision.FLOAT32.attention(LaneKernels.best()));
  }
}
