package org.longstride.kernels.attention.bf16;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.bytedeco.dnnl.global.dnnl;
import org.junit.jupiter.api.Test;

class BfloatHardwareTest {

  private static final BfloatHardware NEITHER =
      new BfloatHardware(true, dnnl.dnnl_cpu_isa_avx512_core_vnni);
  private static final BfloatHardware PAIRS =
      new BfloatHardware(true, dnnl.dnnl_cpu_isa_avx512_core_bf16);
  private static final BfloatHardware BOTH =
      new BfloatHardware(true, dnnl.dnnl_cpu_isa_avx512_core_amx);

  private static String refusal(
      BfloatHardware hardware, Precision precision, BfloatProducts products) {
    return assertThrows(
            UnsupportedOperationException.class, () -> hardware.require(precision, products))
        .getMessage();
  }

  @Test
  void aProcessorWithoutBfloat16ProductsIsRefused() {
    assertEquals(
        "precision is bf16, but this processor has no bfloat16 products (avx512_bf16); choose"
            + " float32",
        refusal(NEITHER, Precision.BF16, BfloatProducts.PAIRS));
    assertEquals(
        "precision is bf16-amx, but this processor has no bfloat16 tiles (amx_bf16); choose"
            + " float32",
        refusal(NEITHER, Precision.BF16_AMX, BfloatProducts.TILES));
    refusal(new BfloatHardware(true, 0), Precision.BF16, BfloatProducts.PAIRS);
  }

  @Test
  void whatAProcessorHasInsteadOfTilesIsNamed() {
    assertEquals(
        "precision is bf16-amx, but this processor has no bfloat16 tiles (amx_bf16); choose bf16"
            + " or float32",
        refusal(PAIRS, Precision.BF16_AMX, BfloatProducts.TILES));
  }

  @Test
  void aPlatformWithoutOneDnnIsRefused() {
    assertEquals(
        "precision is bf16, but oneDNN (org.bytedeco:dnnl) has no library for this platform on the"
            + " class path; choose float32",
        refusal(
            new BfloatHardware(false, dnnl.dnnl_cpu_isa_avx512_core_bf16),
            Precision.BF16,
            BfloatProducts.PAIRS));
  }

  @Test
  void processorsThatHaveMoreAreTaken() {
    assertDoesNotThrow(() -> PAIRS.require(Precision.BF16, BfloatProducts.PAIRS));
    assertDoesNotThrow(() -> BOTH.require(Precision.BF16, BfloatProducts.PAIRS));
    assertDoesNotThrow(() -> BOTH.require(Precision.BF16_AMX, BfloatProducts.TILES));
  }
}
