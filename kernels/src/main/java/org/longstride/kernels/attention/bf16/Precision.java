package org.longstride.kernels.attention.bf16;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.longstride.kernels.attention.RangeAttention;
import org.longstride.kernels.attention.TiledAttention;
import org.longstride.kernels.vector.LaneKernels;

/** In which numbers attention multiplies queries with keys and weights with values. */
public enum Precision {
  /** 24 bits of precision, on every machine. */
  FLOAT32("float32") {
    @Override
    public void requireHardware() {}

    @Override
    public RangeAttention attention(LaneKernels kernels) {
      return new TiledAttention(kernels);
    }
  },

  /** bfloat16: 8 bits of precision and the range of float32, see {@link BfloatAttention}. */
  BF16("bf16") {
    @Override
    public void requireHardware() {
      BfloatAttention.requireHardware();
    }

    @Override
    public RangeAttention attention(LaneKernels kernels) {
      return new BfloatAttention(kernels);
    }
  };

  private final String text;

  Precision(String text) {
    this.text = text;
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
        Arrays.stream(values()).map(Precision::toString).collect(Collectors.joining(" or "));
    throw new IllegalArgumentException("precision is " + name + ", must be " + names);
  }

  /**
   * Checks that this machine can.
   *
   * @throws UnsupportedOperationException where it cannot; the message says what is missing and
   *     what to choose instead
   */
  public abstract void requireHardware();

  /**
   * Attention in this precision, for one thread.
   *
   * @param kernels computes what is float32
   * @throws UnsupportedOperationException where this machine cannot
   */
  public abstract RangeAttention attention(LaneKernels kernels);

  /** The name that {@link #of} reads. */
  @Override
  public String toString() {
    return text;
  }
}
