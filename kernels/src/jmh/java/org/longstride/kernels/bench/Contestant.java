package org.longstride.kernels.bench;

/** One implementation of one attention, with its inputs in the form that it likes best. */
public interface Contestant extends Timed, AutoCloseable {

  /** The outputs of the last run, {@code [heads, n, d]}. */
  float[] outputs();

  /** Bytes of inputs that lie outside the Java heap. */
  default long nativeInputBytes() {
    return 0;
  }

  /** Frees inputs and outputs. */
  @Override
  default void close() {}
}
