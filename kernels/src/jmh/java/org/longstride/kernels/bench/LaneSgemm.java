package org.longstride.kernels.bench;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.longstride.kernels.vector.LaneKernels;

/** The same matrix product in our own kernels: 16 lane tiles of columns, dealt to the threads. */
public final class LaneSgemm implements Timed {

  private static final int SIZE = BlasSgemm.SIZE;
  private static final int LANES = LaneKernels.LANES;
  private static final int TILES = SIZE / LANES;

  /** Rows at a time: half a second-level cache. */
  private static final int ROWS = 256;

  private final LaneKernels kernels = LaneKernels.best();
  private final int threads;
  private final float[] rows = new float[SIZE * SIZE];
  private final float[][] x = new float[TILES][SIZE * LANES];
  private final float[][] out = new float[TILES][SIZE * LANES];
  private final int[] offsets = new int[SIZE];

  /** A product on so many threads. */
  public LaneSgemm(int threads) {
    this.threads = threads;
    for (int i = 0; i < rows.length; i++) {
      rows[i] = i % 7 / 7f;
    }
    for (float[] tile : x) {
      Arrays.fill(tile, 0.5f);
    }
    for (int r = 0; r < SIZE; r++) {
      offsets[r] = r * SIZE;
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
      int[] block = Arrays.copyOfRange(offsets, from, from + ROWS);
      for (int t = thread; t < TILES; t += threads) {
        kernels.multiply(rows, block, ROWS, SIZE, x[t], LANES, out[t], from * LANES, false);
      }
    }
  }
}
