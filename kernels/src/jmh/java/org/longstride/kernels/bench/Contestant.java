package org.longstride.kernels.bench;

/** One implementation of one attention, with its inputs in the form that it likes best. */
public interface Contestant extends Timed, AutoCloseable {

  /** The outputs of the last run, {@code [heads, n, d]}. */
  float[] outputs();

  /** The largest difference from the double-precision reference that is taken for rounding. */
  default double tolerance() {
    return 1e-4;
  }

  /** Bytes of inputs, and of outputs that are kept, that lie outside the Java heap. */
  default long nativeInputBytes() {
    return 0;
  }

  /** Whether the outputs' memory is there before the first run. */
  default boolean keepsOutputs() {
    return false;
  }

  /** Frees inputs and outputs. */
  @Override
  default void close() {}
}
