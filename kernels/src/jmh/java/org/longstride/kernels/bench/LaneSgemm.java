package org.longstride.kernels.bench;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.longstride.kernels.vector.LaneKernels;
import org.longstride.kernels.vector.PackedRows;

/** The same matrix product in our own kernels, of packed rows: 16 lane tiles of columns, dealt to the threads. */
public final class LaneSgemm implements Timed {

  private static final int SIZE = BlasSgemm.SIZE;
  private static final int LANES = LaneKernels.LANES;
  private static final int TILES = SIZE / LANES;

  /** Rows at a time: half a second-level cache. */
  private static final int ROWS = 256;

  private final LaneKernels kernels = LaneKernels.best();
  private final int threads;
  private final PackedRows rows;
  private final float[][] x = new float[TILES][SIZE * LANES];
  private final float[][] out = new float[TILES][SIZE * LANES];

  /** A product on so many threads. */
  public LaneSgemm(int threads) {
    this.threads = threads;
    float[] matrix = new float[SIZE * SIZE];
    for (int i = 0; i < matrix.length; i++) {
      matrix[i] = i % 7 / 7f;
    }
    rows = PackedRows.pack(matrix, SIZE, SIZE);
    for (float[] tile : x) {
      Arrays.fill(tile, 0.5f);
    }
  }

  @Override
  public String name() {
    return "sgemm, our kernels";
  }

  @Override
  public void run() {
    IntStream.range(0, threads).parallel().forEach(this::multiply);
  }

  private void multiply(int thread) {
    for (int from = 0; from < SIZE; from += ROWS) {
      for (int t = thread; t < TILES; t += threads) {
        kernels.multiply(rows, from, from + ROWS, 0, SIZE, x[t], out[t], from * LANES, false);
      }
    }
  }
}
