package org.longstride.kernels.attention;

import java.nio.FloatBuffer;
import java.util.Arrays;
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
  private final PageFinder pages = new PageFinder();
  private final int[] columnAt;
  private final float[] queries;
  private float[] outputs;
  private final float[] lanes;
  private int d;
  private int dv;

  /** Rows of at most so many features. */
  BatchRows(LaneKernels kernels, int features) {
    this.kernels = kernels;
    queries = new float[(SPARE + 1) * features];
    outputs = queries;
    lanes = new float[LANES * features];
    columnAt = LaneTiles.evenly(0, LANES, features);
  }

  /** Features of a row, at most. */
  int features() {
    return columnAt.length;
  }

  /** Finds the rows of a batch with queries of {@code d} and outputs of {@code dv} features. */
  void begin(TileBatch batch, int d, int dv) {
    this.d = d;
    this.dv = dv;
    // Rows of one length take the place of their queries, which then are of no more use.
    if (d != dv && outputs == queries) {
      outputs = new float[queries.length];
    }
    for (int t = 0; t < batch.count(); t++) {
      int[] numbers = batch.asked().numbers(t);
      int count = batch.queries(t).count();
      for (int lane = 0; lane < LANES; lane++) {
        int row = lane < count ? numbers[lane] : SPARE;
        queryAt[t][lane] = row * d;
        outputAt[t][lane] = row * dv;
      }
    }
  }

  /** The queries' rows. */
  float[] queries() {
    return queries;
  }

  /** For each lane of a tile where its query begins. */
  int[] queryAt(int t) {
    return queryAt[t];
  }

  /** The rows of outputs, or of the weighted sums of values that become outputs. */
  float[] outputs() {
    return outputs;
  }

  /** For each lane of a tile where its output begins. */
  int[] outputAt(int t) {
    return outputAt[t];
  }

  /** The output of a lane that sees nothing. */
  void clear(int t, int lane) {
    int at = outputAt[t][lane];
    Arrays.fill(outputs, at, at + dv, 0f);
  }

  /** Loads a head's queries as rows. */
  void loadRows(Queries q, int head, TileBatch batch) {
    Optional<FloatBuffer> source = q.rows(head);
    if (source.isPresent()) {
      AskedTokens asked = batch.asked();
      pages.find(source.get(), asked.tokens(), 0, asked.count(), d);
      Rows.copy(source.get(), asked.tokens(), 0, asked.count(), d, queries, 0);
      return;
    }
    for (int t = 0; t < batch.count(); t++) {
      q.load(head, batch.queries(t), lanes, 0);
      LaneTiles.transpose(lanes, columnAt, d, batch.queries(t).count(), queries, queryAt[t]);
    }
  }

  /** Loads a head's queries into lanes, tile by tile. */
  void loadLanes(Queries q, int head, TileBatch batch, TileMemory memory) {
    boolean rows = q.rows(head).isPresent();
    if (rows) {
      loadRows(q, head, batch);
    }
    for (int t = 0; t < batch.count(); t++) {
      QueryTile tile = batch.queries(t);
      if (rows) {
        LaneTiles.transpose(
            queries, queryAt[t], tile.count(), d, memory.floats(), memory.queryColumns(t));
      } else {
        q.load(head, tile, memory.floats(), memory.queries(t));
      }
    }
  }

  /** Turns what the tiles have gathered into outputs. */
  void take(TileBatch batch, SoftmaxState[] states) {
    for (int t = 0; t < batch.count(); t++) {
      states[t].normalise(kernels, batch.queries(t).count(), outputs, outputAt[t]);
    }
  }

  /** Turns a tile's weighted sums, which are rows, into outputs. */
  void normalise(int t, int count, SoftmaxState state) {
    state.normaliseRows(kernels, outputs, outputAt[t], count);
  }

  /** Stores a head's outputs. */
  void store(FloatBuffer sink, TileBatch batch) {
    AskedTokens asked = batch.asked();
    pages.find(sink, asked.tokens(), 0, asked.count(), dv);
    Rows.put(outputs, sink, asked.tokens(), asked.count(), dv);
  }
}
