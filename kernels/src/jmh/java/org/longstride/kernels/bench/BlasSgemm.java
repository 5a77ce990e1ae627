package org.longstride.kernels.bench;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The machine's matrix product, through ND4J and OpenBLAS: the roof that attention is held against.
 * It takes as many threads as the environment's OMP_NUM_THREADS says.
 */
public final class BlasSgemm implements Timed {

  /** Rows and columns of all three matrices. */
  public static final int SIZE = 1024;

  /** Floating-point operations of one product. */
  public static final double FLOPS = 2.0 * SIZE * SIZE * SIZE;

  private final INDArray a = Nd4j.rand(SIZE, SIZE);
  private final INDArray b = Nd4j.rand(SIZE, SIZE);
  private final INDArray product = Nd4j.create(new int[] {SIZE, SIZE}, 'f');

  @Override
  public String name() {
    return "sgemm, OpenBLAS";
  }

  @Override
  public void run() {
    a.mmuli(b, product);
  }
}
