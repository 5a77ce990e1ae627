package org.longstride.job.scoring;

import java.util.ArrayList;
import java.util.List;
import org.longstride.job.model.LikelihoodSink;

/**
 * Gathers the statistics of one document while a model reads it. Sums are in double, in the order
 * of the tokens, so that they are the same bits wherever the document is scored.
 */
public final class LikelihoodStatistics implements LikelihoodSink {

  /** Bucket 0 holds positions 0 and 1; bucket b holds those from 2^b up to 2^(b+1)-1. */
  private static final int BUCKETS = Integer.SIZE;

  private final double[] bucketNll = new double[BUCKETS];
  private final long[] bucketTokens = new long[BUCKETS];
  private long scoredTokens;
  private double nll;
  private double maxTokenNll = Double.NEGATIVE_INFINITY;
  private int maxTokenNllPosition;

  /**
   * Takes one token's likelihood.
   *
   * @throws InvalidLikelihoodException where it is not a finite number
   */
  @Override
  public void accept(int position, double logProbability) {
    if (!Double.isFinite(logProbability)) {
      throw new InvalidLikelihoodException(position, logProbability);
    }
    // Zero minus, so that a certain token counts +0 and not -0.
    double tokenNll = 0.0 - logProbability;
    scoredTokens++;
    nll += tokenNll;
    if (tokenNll > maxTokenNll) {
      maxTokenNll = tokenNll;
      maxTokenNllPosition = position;
    }
    int bucket = position < 2 ? 0 : Integer.SIZE - 1 - Integer.numberOfLeadingZeros(position);
    bucketNll[bucket] += tokenNll;
    bucketTokens[bucket]++;
  }

  /** What was gathered so far. */
  public Likelihoods result() {
    List<PositionBucket> buckets = new ArrayList<>();
    for (int b = 0; b < BUCKETS; b++) {
      if (bucketTokens[b] > 0) {
        long from = b == 0 ? 0 : 1L << b;
        long to = (2L << b) - 1;
        buckets.add(new PositionBucket(from, to, bucketTokens[b], bucketNll[b] / bucketTokens[b]));
      }
    }
    boolean none = scoredTokens == 0;
    return new Likelihoods(
        scoredTokens, nll, none ? null : maxTokenNll, none ? null : maxTokenNllPosition, buckets);
  }
}
