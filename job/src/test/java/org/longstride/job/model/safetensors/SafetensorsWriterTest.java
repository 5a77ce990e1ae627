package org.longstride.job.model.safetensors;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsWriterTest {

  @TempDir Path folder;

  @Test
  void readsBackWhatItWrites() throws IOException {
    Random random = new Random(7);
    float[] big = new float[3 * 33333];
    for (int i = 0; i < big.length; i++) {
      big[i] = (float) random.nextGaussian();
    }
    float[] halves = {0f, -0f, 1f, -2.5f, 65504f, 0x1p-24f, Float.POSITIVE_INFINITY, Float.NaN};
    Path path = folder.resolve("out.safetensors");
    new SafetensorsWriter()
        .metadata("format", "pt")
        .add("big", ElementType.F32, List.of(3L, 33333L), big)
        .add("empty \u00e9", ElementType.F32, List.of(0L, 4L), new float[0])
        .add("f16", ElementType.F16, List.of(8L), halves)
        .add("bf16", ElementType.BF16, List.of(), new float[] {-1.5f})
        .write(path);
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      assertArrayEquals(big, file.floats("big"));
      assertArrayEquals(halves, file.floats("f16"));
      assertArrayEquals(new float[] {-1.5f}, file.floats("bf16"));
      assertEquals(0, file.floats("empty \u00e9").length);
      assertEquals(List.of(3L, 33333L), file.tensors().get("big").shape());
      assertEquals("pt", file.metadata().get("format"));
    }
    assertEquals(0, (Files.size(path) - big.length * 4L - 8 * 2 - 2) % 8);
  }

  @Test
  void roundsToTheNearestHalfAndToEvenOnATie() {
    for (int bits = 0; bits < 0x7c00; bits++) {
      float low = HalfPrecision.float16ToFloat(bits);
      float high = bits == 0x7bff ? 65536f : HalfPrecision.float16ToFloat(bits + 1);
      float middle = (low + high) / 2;
      assertEquals(bits, HalfPrecision.floatToFloat16(low));
      assertEquals(bits, HalfPrecision.floatToFloat16(Math.nextDown(middle)));
      assertEquals(bits + (bits & 1), HalfPrecision.floatToFloat16(middle));
      assertEquals(bits + 1, HalfPrecision.floatToFloat16(Math.nextUp(middle)));
      assertEquals((short) (bits | 0x8000), HalfPrecision.floatToFloat16(-low));
    }
  }

  @Test
  void roundsToTheNearestBfloat16AndToEvenOnATie() {
    for (int bits = 0; bits < 0x7f80; bits++) {
      int middle = bits << 16 | 0x8000;
      assertEquals(bits, HalfPrecision.floatToBfloat16(Float.intBitsToFloat(bits << 16)));
      assertEquals(bits, HalfPrecision.floatToBfloat16(Float.intBitsToFloat(middle - 1)));
      assertEquals(bits + (bits & 1), HalfPrecision.floatToBfloat16(Float.intBitsToFloat(middle)));
      assertEquals(bits + 1, HalfPrecision.floatToBfloat16(Float.intBitsToFloat(middle + 1)));
    }
    float nan = HalfPrecision.bfloat16ToFloat(HalfPrecision.floatToBfloat16(Float.NaN));
    assertEquals(Float.NaN, nan);
  }

  @Test
  void refusesWhatItCannotWrite() {
    SafetensorsWriter writer = new SafetensorsWriter();
    writer.add("a", ElementType.F32, List.of(1L), new float[1]);
    assertThrows(
        IllegalArgumentException.class,
        () -> writer.add("a", ElementType.F32, List.of(1L), new float[1]));
    assertThrows(
        IllegalArgumentException.class,
        () -> writer.add("b", ElementType.I8, List.of(1L), new float[1]));
    assertThrows(
        IllegalArgumentException.class,
        () -> writer.add("b", ElementType.F32, List.of(2L), new float[1]));
  }
}
