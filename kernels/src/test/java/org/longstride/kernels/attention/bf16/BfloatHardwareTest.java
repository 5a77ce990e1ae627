package org.longstride.kernels.attention.bf16;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.bytedeco.dnnl.global.dnnl;
import org.junit.jupiter.api.Test;

class BfloatHardwareTest {

  @Test
  void aProcessorWithoutBfloat16ProductsIsRefused() {
    BfloatHardware avx512 = new BfloatHardware(true, dnnl.dnnl_cpu_isa_avx512_core_vnni);
    assertEquals(
        "precision is bf16, but this processor has no bfloat16 products (avx512_bf16); choose"
            + " float32",
        assertThrows(UnsupportedOperationException.class, avx512::require).getMessage());
    assertThrows(UnsupportedOperationException.class, new BfloatHardware(true, 0)::require);
  }

  @Test
  void aPlatformWithoutOneDnnIsRefused() {
    BfloatHardware none = new BfloatHardware(false, dnnl.dnnl_cpu_isa_avx512_core_bf16);
    assertEquals(
        "precision is bf16, but oneDNN (org.bytedeco:dnnl) has no library for this platform on the"
            + " class path; choose float32",
        assertThrows(UnsupportedOperationException.class, none::require).getMessage());
  }

  @Test
  void processorsThatHaveMoreAreTaken() {
    assertDoesNotThrow(new BfloatHardware(true, dnnl.dnnl_cpu_isa_avx512_core_bf16)::require);
    assertDoesNotThrow(new BfloatHardware(true, dnnl.dnnl_cpu_isa_avx512_core_amx)::require);
  }
}
