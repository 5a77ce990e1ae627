package org.longstride.job.model.transformer;

import java.util.Arrays;
import org.longstride.kernels.vector.LaneKernels;

/**
 * Likelihoods of the next tokens of a group of tiles, from logits that come block by block and are
 * forgotten: per token it keeps the running maximum, the sum of exponentials and the logit of the
 * token that really came. Within a block sums are single precision, across blocks double.
 */
final class CrossEntropy {

  /** Logits of a block: they fill a first-level cache. */
  static final int BLOCK = 128;

  private static final int LANES = LaneKernels.LANES;
  private static final float LOG2_E = (float) (1 / StrictMath.log(2));
  private static final double LN_2 = StrictMath.log(2);

  private final float[] logits = new float[BLOCK * LANES];
  private final float[] blockSum = new float[LANES];
  private final float[] rescale = new float[LANES];
  private final float[][] maximum;
  private final double[][] total;
  private final float[][] targetLogit;

  CrossEntropy(int tiles) {
    maximum = new float[tiles][LANES];
    total = new double[tiles][LANES];
    targetLogit = new float[tiles][LANES];
  }

  /** Begins anew. */
  void clear() {
    for (int t = 0; t < maximum.length; t++) {
      Arrays.fill(maximum[t], LaneKernels.NOTHING);
      Arrays.fill(total[t], 0);
    }
  }

  /** Where the next block's logits are to be written: lane tile {@code [block, 64]}. */
  float[] logits() {
    return logits;
  }

  /**
   * Takes the block in {@link #logits}.
   *
   * @param tile the tile of the group
   * @param from the first token id of the block
   * @param count token ids of the block
   * @param tokens the document
   * @param first the tile's first token; the token after it is what lane 0 predicts
   */
  void accept(LaneKernels kernels, int tile, int from, int count, int[] tokens, int first) {
    int lanes = Math.min(LANES, tokens.length - 1 - first);
    for (int lane = 0; lane < lanes; lane++) {
      int target = tokens[first + lane + 1] - from;
      if (target >= 0 && target < count) {
        targetLogit[tile][lane] = logits[target * LANES + lane];
      }
    }
    Arrays.fill(blockSum, 0f);
    kernels.softmaxStep(logits, count, LANES, LOG2_E, null, maximum[tile], blockSum, rescale);
    double[] sums = total[tile];
    for (int lane = 0; lane < LANES; lane++) {
      sums[lane] = sums[lane] * rescale[lane] + blockSum[lane];
    }
  }

  /** The natural logarithm of the probability of the token that came after a lane's. */
  double logProbability(int tile, int lane) {
    return targetLogit[tile][lane]
        - (maximum[tile][lane] * LN_2 + StrictMath.log(total[tile][lane]));
  }
}
