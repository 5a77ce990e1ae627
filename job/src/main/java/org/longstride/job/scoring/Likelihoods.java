package org.longstride.job.scoring;

import java.io.Serializable;
import java.util.List;

/**
 * What a model thinks of one document. Logarithms are natural unless said otherwise; the first
 * token has nothing before it and is not scored.
 *
 * @param scoredTokens how many tokens have a likelihood
 * @param nll their summed negative log-likelihood, nats
 * @param maxTokenNll the largest negative log-likelihood of a token, null where none is scored
 * @param maxTokenNllPosition the first position that has it, from 0, null where none is scored
 * @param byPosition the mean by position, in order, without empty buckets
 */
public record Likelihoods(
    long scoredTokens,
    double nll,
    Double maxTokenNll,
    Integer maxTokenNllPosition,
    List<PositionBucket> byPosition)
    implements Serializable {

  private static final double LN_2 = StrictMath.log(2);

  public Likelihoods {
    byPosition = List.copyOf(byPosition);
  }

  /**
   * {@code exp(nll / scored tokens)}, null where no token is scored or a double cannot hold it. It
   * is StrictMath's, which is the same bits on every machine.
   */
  public Double perplexity() {
    return scoredTokens == 0 ? null : finiteExp(nll / scoredTokens);
  }

  /** {@code nll / ln 2 / scored tokens}, null where no token is scored. */
  public Double bitsPerToken() {
    return scoredTokens == 0 ? null : nll / LN_2 / scoredTokens;
  }

  /**
   * {@code nll / ln 2 / bytes}, null where no token is scored or the bytes are not known.
   *
   * @param bytes length of the text in UTF-8, null where there is no text
   */
  public Double bitsPerByte(Long bytes) {
    return scoredTokens == 0 || bytes == null || bytes == 0 ? null : nll / LN_2 / bytes;
  }

  /**
   * {@code exp(nll / words)}, null where no token is scored, there is no word, or a double cannot
   * hold it (one word of ten thousand letters, say).
   *
   * @param words whitespace-separated words, null where there is no text
   */
  public Double wordPerplexity(Long words) {
    return scoredTokens == 0 || words == null || words == 0 ? null : finiteExp(nll / words);
  }

  private static Double finiteExp(double exponent) {
    double value = StrictMath.exp(exponent);
    return Double.isInfinite(value) ? null : value;
  }
}
