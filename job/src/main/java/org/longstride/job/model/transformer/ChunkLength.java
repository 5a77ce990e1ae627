package org.longstride.job.model.transformer;

import org.longstride.job.model.family.ModelConfig;
import org.longstride.kernels.vector.LaneKernels;

/**
 * How many tokens pass the layers together: enough that weights are used often once they are
 * fetched, and that queries which lie far apart fill a tile; few enough to fit in memory.
 */
final class ChunkLength {

  private static final int USUAL = 1024;
  private static final long MAX_BYTES = 256L << 20;

  private final int usual;
  private final int largest;

  /** The lengths for a model of this shape. */
  ChunkLength(ModelConfig config) {
    this(USUAL, largest(config));
  }

  /**
   * Other lengths.
   *
   * @param usual tokens where attention does not ask for more, a multiple of 64
   * @param largest tokens at most, a multiple of 64
   */
  ChunkLength(int usual, int largest) {
    this.usual = usual;
    this.largest = largest;
  }

  private static int largest(ModelConfig config) {
    long tokenBytes = 4L * (config.hidden() + 2 * config.attention().width());
    long tokens = MAX_BYTES / tokenBytes;
    return (int) Math.max(USUAL, tokens / LaneKernels.LANES * LaneKernels.LANES);
  }

  /**
   * The length for a document.
   *
   * @param asked what its attention prefers
   * @param tokens its tokens
   */
  int of(int asked, int tokens) {
    int preferred = Math.max(LaneKernels.LANES, asked);
    int length = preferred >= usual ? preferred : usual / preferred * preferred;
    return wholeTiles(Math.min(Math.min(length, largest), tokens));
  }

  private static int wholeTiles(int tokens) {
    return (tokens + LaneKernels.LANES - 1) / LaneKernels.LANES * LaneKernels.LANES;
  }
}
