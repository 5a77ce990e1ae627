package org.longstride.job.dl4j;

import java.util.stream.IntStream;
import org.longstride.kernels.vector.LaneKernels;

/**
 * How the rows of a batch are dealt out: tiles of up to 64 rows of one sequence, and a fixed number
 * of shards of tiles, each with sums of its own. Shards are added in order, so gradients have the
 * same bits however many threads there are.
 *
 * @param rows tokens of all sequences
 * @param context tokens of a sequence
 */
record Shards(int rows, int context) {

  /** Shards of a batch. */
  static final int COUNT = 8;

  /** What is done with a tile: {@code count} rows from {@code row} on. */
  @FunctionalInterface
  interface TileTask {
    void run(int tile, int row, int count);
  }

  /** Makes what a shard needs of its own. */
  @FunctionalInterface
  interface ShardTask {
    TileTask begin(int shard);
  }

  Shards {
    if (rows % context != 0) {
      throw new IllegalArgumentException(
          "batch of " + rows + " rows is not a whole number of sequences of " + context);
    }
  }

  int sequences() {
    return rows / context;
  }

  int tilesPerSequence() {
    return (context + LaneKernels.LANES - 1) / LaneKernels.LANES;
  }

  int tiles() {
    return sequences() * tilesPerSequence();
  }

  /** Runs the task on every tile, shards in parallel, the tiles of a shard in order. */
  void forEachTile(ShardTask task) {
    parallel(
        COUNT,
        shard -> {
          int from = (int) ((long) tiles() * shard / COUNT);
          int to = (int) ((long) tiles() * (shard + 1) / COUNT);
          if (from < to) {
            TileTask tileTask = task.begin(shard);
            for (int tile = from; tile < to; tile++) {
              int first = tile % tilesPerSequence() * LaneKernels.LANES;
              int row = tile / tilesPerSequence() * context + first;
              tileTask.run(tile, row, Math.min(LaneKernels.LANES, context - first));
            }
          }
        });
  }

  static void parallel(int tasks, java.util.function.IntConsumer task) {
    IntStream.range(0, tasks).parallel().forEach(task);
  }

  /** The sum of the shards' arrays, in the order of the shards; null ones are left out. */
  static float[] sum(float[][] shards, int length) {
    float[] total = new float[length];
    int slice = (length + COUNT - 1) / COUNT;
    parallel(
        COUNT,
        s -> {
          int to = Math.min(length, (s + 1) * slice);
          for (float[] shard : shards) {
            if (shard != null) {
              for (int i = s * slice; i < to; i++) {
                total[i] += shard[i];
              }
            }
          }
        });
    return total;
  }
}
