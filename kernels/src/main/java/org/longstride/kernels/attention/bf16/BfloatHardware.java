package org.longstride.kernels.attention.bf16;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bytedeco.dnnl.global.dnnl;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether this machine can multiply bfloat16 numbers fast. The rule: oneDNN's library for this
 * platform is on the class path, and the processor has the instructions that are asked for. There
 * is no slower substitute: whoever asks for bfloat16 elsewhere is told so.
 *
 * @param library whether oneDNN could be loaded
 * @param instructions the instruction sets that oneDNN sees, in its bits
 */
record BfloatHardware(boolean library, int instructions) {

  private static final Logger LOG = LoggerFactory.getLogger(BfloatHardware.class);
  private static final AtomicBoolean ADVISED = new AtomicBoolean();

  /** What this machine has. */
  static BfloatHardware here() {
    return OneDnn.isLoaded()
        ? new BfloatHardware(true, dnnl.dnnl_get_effective_cpu_isa())
        : new BfloatHardware(false, 0);
  }

  /** What is missing for such products, as the end of a sentence; nothing where all is there. */
  Optional<String> missing(BfloatProducts products) {
    if (!library) {
      return Optional.of(
          "oneDNN (org.bytedeco:dnnl) has no library for this platform on the class path");
    }
    return products.areAmong(instructions) ? Optional.empty() : Optional.of(products.missing());
  }

  /**
   * Checks that all is there, and says once if there is better.
   *
   * @param precision is asked for
   * @param products are what it needs
   * @throws UnsupportedOperationException where something is missing
   */
  void require(Precision precision, BfloatProducts products) {
    missing(products)
        .ifPresent(
            missing -> {
              throw new UnsupportedOperationException(
                  "precision is " + precision + ", but " + missing + "; choose " + choices());
            });
    boolean faster = products != BfloatProducts.TILES && missing(BfloatProducts.TILES).isEmpty();
    if (faster && !ADVISED.getAndSet(true)) {
      LOG.warn(
          "this processor has bfloat16 tiles: precision {} is faster here than {}",
          Precision.BF16_AMX,
          precision);
    }
  }

  private String choices() {
    return missing(BfloatProducts.PAIRS).isEmpty()
        ? Precision.BF16 + " or " + Precision.FLOAT32
        : Precision.FLOAT32.toString();
  }
}
