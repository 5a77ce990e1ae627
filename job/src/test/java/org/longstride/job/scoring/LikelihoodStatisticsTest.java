package org.longstride.job.scoring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LikelihoodStatisticsTest {

  @Test
  void twoTokensThatAreAsLikelyAsACoinAreOneBitEach() {
    Likelihoods likelihoods = statistics(Math.log(0.5), Math.log(0.5));
    assertEquals(2, likelihoods.scoredTokens());
    assertEquals(2 * Math.log(2), likelihoods.nll(), 1e-15);
    assertEquals(2, likelihoods.perplexity(), 1e-15);
    assertEquals(1, likelihoods.bitsPerToken(), 1e-15);
    assertEquals(0.5, likelihoods.bitsPerByte(4L), 1e-15);
    assertEquals(4, likelihoods.wordPerplexity(1L), 1e-14);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 7, 8, 100, 1023, 1024, 5000})
  void statisticsAgreeWithTheirDefinitions(int scored) {
    Random random = new Random(scored);
    double[] logProbabilities = random.doubles(scored, -9, 0).toArray();
    Likelihoods likelihoods = statistics(logProbabilities);
    double nll = 0;
    double max = 0;
    int at = -1;
    for (int i = 0; i < scored; i++) {
      nll -= logProbabilities[i];
      if (-logProbabilities[i] > max) {
        max = -logProbabilities[i];
        at = i + 1;
      }
    }
    assertEquals(nll, likelihoods.nll());
    assertEquals(Math.exp(nll / scored), likelihoods.perplexity(), 1e-12);
    assertEquals(nll / Math.log(2) / scored, likelihoods.bitsPerToken(), 1e-12);
    assertEquals(nll / Math.log(2) / 777, likelihoods.bitsPerByte(777L), 1e-9);
    assertEquals(max, likelihoods.maxTokenNll());
    assertEquals(at, likelihoods.maxTokenNllPosition());
  }

  @Test
  void positionsFallIntoBucketsOfPowersOfTwo() {
    double[] logProbabilities = new double[9];
    for (int position = 1; position <= 9; position++) {
      logProbabilities[position - 1] = -position;
    }
    assertEquals(
        List.of(
            new PositionBucket(0, 1, 1, 1),
            new PositionBucket(2, 3, 2, 2.5),
            new PositionBucket(4, 7, 4, 5.5),
            new PositionBucket(8, 15, 2, 8.5)),
        statistics(logProbabilities).byPosition());
  }

  @Test
  void bucketsTogetherHoldAllThatIsScored() {
    Likelihoods likelihoods = statistics(new Random(3).doubles(3000, -5, 0).toArray());
    double nll = 0;
    long tokens = 0;
    for (PositionBucket bucket : likelihoods.byPosition()) {
      nll += bucket.meanNll() * bucket.tokens();
      tokens += bucket.tokens();
    }
    assertEquals(likelihoods.scoredTokens(), tokens);
    assertEquals(likelihoods.nll(), nll, 1e-9);
  }

  @Test
  void aDocumentOfOneTokenHasNoPerplexity() {
    Likelihoods likelihoods = statistics();
    assertEquals(0, likelihoods.nll());
    assertNull(likelihoods.perplexity());
    assertNull(likelihoods.bitsPerToken());
    assertNull(likelihoods.bitsPerByte(1L));
    assertNull(likelihoods.wordPerplexity(1L));
    assertNull(likelihoods.maxTokenNll());
    assertNull(likelihoods.maxTokenNllPosition());
    assertEquals(List.of(), likelihoods.byPosition());
  }

  @Test
  void whatNoDoubleHoldsIsNullAndNotInfinite() {
    double[] unlikely = new double[200];
    Arrays.fill(unlikely, -10);
    assertNull(statistics(unlikely).wordPerplexity(1L));
    assertNull(statistics(-1000).perplexity());
    assertNull(statistics(-1).wordPerplexity(0L));
    assertNull(statistics(-1).bitsPerByte(null));
  }

  @Test
  void aCertainTokenCountsPlusZero() {
    assertEquals(0, Double.compare(0.0, statistics(0.0).nll()));
    assertEquals(0, Double.compare(0.0, statistics(-0.0).maxTokenNll()));
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void aLikelihoodThatIsNoNumberIsRefused(double logProbability) {
    LikelihoodStatistics statistics = new LikelihoodStatistics();
    statistics.accept(1, -1);
    InvalidLikelihoodException e =
        assertThrows(InvalidLikelihoodException.class, () -> statistics.accept(2, logProbability));
    assertEquals(
        "the log-probability of the token at position 2 is " + logProbability, e.getMessage());
  }

  private static Likelihoods statistics(double... logProbabilities) {
    LikelihoodStatistics statistics = new LikelihoodStatistics();
    for (int i = 0; i < logProbabilities.length; i++) {
      statistics.accept(i + 1, logProbabilities[i]);
    }
    return statistics.result();
  }
}
