package org.longstride.kernels.attention;

import java.nio.FloatBuffer;
import java.util.Optional;
import org.longstride.kernels.pattern.QueryTile;
import org.longstride.kernels.vector.LaneKernels;
import org.longstride.kernels.vector.LaneTiles;

/**
 * One head's queries of a batch, and its outputs, as rows in the order of memory. Scratch that is
 * used for batch after batch.
 */
final class BatchRows {

  private static final int LANES = LaneKernels.LANES;

  /** The row of lanes that hold no query. */
  private static final int SPARE = TileBatch.SIZE * LANES;

  private final LaneKernels kernels;
  private final int[][] queryAt = new int[TileBatch.SIZE][LANES];
  private final int[][] outputAt = new int[TileBatch.SIZE][LANES];
  private final RowPrefetcher prefetcher = new RowPrefetcher();
  private final int features;
  private final float[] queries;
  private float[] outputs;
  private int d;
  private int dv;

  /** Rows of at most so many features. */
  BatchRows(LaneKernels kernels, int features) {
    this.kernels = kernels;
    this.features = features;
    queries = new float[(SPARE + 1) * features];
    outputs = queries;
  }

  /** Features of a row, at most. */
  int features() {
    return features;
  }

  /** Finds the rows of a batch with queries of {@code d} and outputs of {@code dv} features. */
  void begin(BlockBatch batch, int d, int dv) {
    this.d = d;
    this.dv = dv;
    // Rows of one length take the place of their queries, which then are of no more use.
    if (d != dv && outputs == queries) {
      outputs = new float[queries.length];
    }
    for (int t = 0; t < batch.count(); t++) {
      int[] numbers = batch.asked().numbers(t);
      int count = batch.queries()[t].count();
      for (int lane = 0; lane < LANES; lane++) {
        int row = lane < count ? numbers[lane] : SPARE;
        queryAt[t][lane] = row * d;
        outputAt[t][lane] = row * dv;
      }
    }
  }

  /** Loads a head's queries into lanes, tile by tile. */
  void loadLanes(Queries q, int head, BlockBatch batch, TileMemory memory) {
    Optional<FloatBuffer> source = q.rows(head);
    if (source.isPresent()) {
      AskedTokens asked = batch.asked();
      prefetcher.read(source.get(), asked.tokens(), 0, asked.count(), d);
      Rows.copy(source.get(), asked.tokens(), 0, asked.count(), d, queries, 0);
    }
    for (int t = 0; t < batch.count(); t++) {
      QueryTile tile = batch.queries()[t];
      if (source.isPresent()) {
        LaneTiles.transpose(
            queries, queryAt[t], tile.count(), d, memory.floats(), memory.queryColumns(t));
      } else {
        q.load(head, tile, memory.floats(), memory.queries(t));
      }
    }
  }

  /** Turns what the tiles have gathered into outputs. */
  void take(BlockBatch batch, SoftmaxState[] states) {
    for (int t = 0; t < batch.count(); t++) {
      states[t].normalise(kernels, batch.queries()[t].count(), outputs, outputAt[t]);
    }
  }

  /** Stores a head's outputs. */
  void store(FloatBuffer sink, BlockBatch batch) {
    AskedTokens asked = batch.asked();
    prefetcher.read(sink, asked.tokens(), 0, asked.count(), dv);
    Rows.put(outputs, sink, asked.tokens(), asked.count(), dv);
  }
}
