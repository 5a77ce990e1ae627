package org.longstride.kernels.attention.bf16;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.longstride.kernels.attention.RangeAttention;
import org.longstride.kernels.attention.TiledAttention;
import org.longstride.kernels.vector.LaneKernels;

/**
 * In which numbers attention multiplies queries with keys and weights with values. Each uses one
 * set of instructions wherever it is computed, whatever else a processor has.
 */
public enum Precision {
  /** 24 bits of precision, on every machine. */
  FLOAT32("float32", null),

  /** bfloat16: 8 bits of precision and the range of float32, see {@link BfloatAttention}. */
  BF16("bf16", BfloatProducts.PAIRS),

  /**
   * The same with the processor's matrix tiles (AMX): faster than {@link #BF16} where there are
   * any, and sums are in another order.
   */
  BF16_AMX("bf16-amx", BfloatProducts.TILES);

  private final String text;
  private final Optional<BfloatProducts> products;

  Precision(String text, BfloatProducts products) {
    this.text = text;
    this.products = Optional.ofNullable(products);
  }

  /**
   * The precision of that name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Precision of(String name) {
    for (Precision precision : values()) {
      if (precision.text.equals(name)) {
        return precision;
      }
    }
    String names =
        Arrays.stream(values()).map(Precision::toString).collect(Collectors.joining(", "));
    throw new IllegalArgumentException("precision is " + name + ", must be one of " + names);
  }

  /**
   * Checks that this machine can.
   *
   * @throws UnsupportedOperationException where it cannot; the message says what is missing and
   *     what to choose instead
   */
  public void requireHardware() {
    products.ifPresent(needed -> BfloatHardware.here().require(this, needed));
  }

  /**
   * Attention in this precision, for one thread.
   *
   * @param kernels computes what is float32
   * @throws UnsupportedOperationException where this machine cannot
   */
  public RangeAttention attention(LaneKernels kernels) {
    requireHardware();
    return products.isPresent()
        ? new BfloatAttention(kernels, products.get())
        : new TiledAttention(kernels);
  }

  /** The name that {@link #of} reads. */
  @Override
  public String toString() {
    return text;
  }
}
