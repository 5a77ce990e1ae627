package org.longstride.kernels.vector;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Chooses the lane kernels of this JVM, once. */
final class Provider {

  private static final Logger LOG = LoggerFactory.getLogger(LaneKernels.class);

  static final LaneKernels INSTANCE = choose();

  static final SquareTranspose SQUARE_TRANSPOSE =
      INSTANCE instanceof ScalarLaneKernels || !VectorSquareTranspose.fits()
          ? new ScalarSquareTranspose()
          : new VectorSquareTranspose();

  private Provider() {}

  static BfloatKernels bfloatKernels() {
    return INSTANCE instanceof ScalarLaneKernels
        ? new ScalarBfloatKernels()
        : new VectorBfloatKernels();
  }

  private static LaneKernels choose() {
    if (ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()) {
      LOG.warn(
          "The Vector API is not available: the scalar kernels give the same results more slowly. Start the JVM with"
              + " --add-modules=jdk.incubator.vector");
      return new ScalarLaneKernels();
    }
    VectorProfiles.show();
    LaneKernels kernels = new VectorLaneKernels();
    LOG.info("Kernels: {}", kernels);
    return kernels;
  }
}
