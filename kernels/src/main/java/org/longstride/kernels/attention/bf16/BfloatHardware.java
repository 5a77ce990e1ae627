package org.longstride.kernels.attention.bf16;

import java.util.Optional;
import org.bytedeco.dnnl.global.dnnl;

/**
 * Whether this machine can multiply bfloat16 numbers fast. The rule: oneDNN's library for this
 * platform is on the class path, and the processor has AVX-512 with bfloat16 dot products
 * (avx512_bf16: Zen 4, Cooper Lake, Sapphire Rapids and later). There is no slower substitute:
 * whoever asks for bfloat16 elsewhere is told so.
 *
 * @param library whether oneDNN could be loaded
 * @param instructions the instruction sets that oneDNN sees, in its bits
 */
record BfloatHardware(boolean library, int instructions) {

  private static final int NEEDED = dnnl.dnnl_cpu_isa_avx512_core_bf16;

  /** What this machine has. */
  static BfloatHardware here() {
    return OneDnn.isLoaded()
        ? new BfloatHardware(true, dnnl.dnnl_get_effective_cpu_isa())
        : new BfloatHardware(false, 0);
  }

  /** What is missing, as the end of a sentence; nothing where all is there. */
  Optional<String> missing() {
    if (!library) {
      return Optional.of(
          "oneDNN (org.bytedeco:dnnl) has no library for this platform on the class path");
    }
    if ((instructions & NEEDED) != NEEDED) {
      return Optional.of("this processor has no bfloat16 products (avx512_bf16)");
    }
    return Optional.empty();
  }

  /**
   * @throws UnsupportedOperationException where something is missing
   */
  void require() {
    missing()
        .ifPresent(
            missing -> {
              throw new UnsupportedOperationException(
                  "precision is bf16, but " + missing + "; choose float32");
            });
  }
}
