package org.longstride.job.run;

import java.nio.charset.StandardCharsets;
import org.longstride.job.corpus.Document;
import org.longstride.job.model.LikelihoodSink;
import org.longstride.job.scoring.DocumentScore;
import org.longstride.job.scoring.LikelihoodStatistics;
import org.longstride.job.scoring.Likelihoods;
import org.longstride.job.scoring.Status;
import org.longstride.job.scoring.Words;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Scores documents one by one. Whatever is wrong with one ends in its row, but for want of memory:
 * other documents of the executor may be to blame, and a row must not depend on them.
 */
final class DocumentScorer {

  private static final Logger LOG = LoggerFactory.getLogger(DocumentScorer.class);

  private final OpenModel open;
  private final int maxTokens;
  private final boolean tokenScores;
  private final LikelihoodSink observer;

  /**
   * @param open the model
   * @param maxTokens the most tokens of a document that the run takes
   * @param tokenScores whether likelihoods are wanted token by token
   * @param observer sees every likelihood too, for progress
   */
  DocumentScorer(OpenModel open, int maxTokens, boolean tokenScores, LikelihoodSink observer) {
    this.open = open;
    this.maxTokens = maxTokens;
    this.tokenScores = tokenScores;
    this.observer = observer;
  }

  ScoredDocument score(Document document) {
    Attempt attempt = new Attempt(document);
    try {
      attempt.run();
    } catch (RuntimeException e) {
      LOG.debug("Document {} failed", document.id(), e);
      attempt.end(Status.FAILED, ErrorMessage.of(e));
    } catch (OutOfMemoryError e) {
      OutOfMemoryError told = new OutOfMemoryError(attempt.outOfMemory(e));
      told.addSuppressed(e);
      LOG.error(told.getMessage());
      throw told;
    }
    return attempt.outcome();
  }

  /** One document's way to its outcome. */
  private final class Attempt {

    private final Document document;
    private final long start = System.nanoTime();
    private Status status;
    private String error;
    private Long bytes;
    private Long words;
    private int[] tokens;
    private double[] logProbabilities;
    private Likelihoods likelihoods;

    Attempt(Document document) {
      this.document = document;
    }

    void run() {
      if (document.problem() != null) {
        end(document.problem().status(), document.problem().message());
        return;
      }
      tokens = document.tokens() != null ? document.tokens() : tokenize();
      if (tokens.length == 0) {
        end(Status.EMPTY, "the tokenizer makes no tokens of the text");
        return;
      }
      if (tokens.length > limit()) {
        end(Status.TOO_LONG, tooLong());
        return;
      }
      int invalid = firstInvalidToken();
      if (invalid >= 0) {
        end(
            Status.INVALID_TOKENS,
            "token %d has id %d, outside of the vocabulary of %d"
                .formatted(invalid, tokens[invalid], open.model().vocabularySize()));
        return;
      }
      read();
      end(Status.OK, null);
    }

    private int[] tokenize() {
      String text = new String(document.text(), StandardCharsets.UTF_8);
      bytes = (long) document.text().length;
      words = Words.count(text);
      return open.tokenizer().encode(text);
    }

    private int limit() {
      return Math.min(maxTokens, open.model().maxTokens());
    }

    private String tooLong() {
      String whose = maxTokens <= open.model().maxTokens() ? "--max-tokens" : "the model";
      return "%d tokens are above the %d of %s".formatted(tokens.length, limit(), whose);
    }

    private int firstInvalidToken() {
      int vocabulary = open.model().vocabularySize();
      for (int i = 0; i < tokens.length; i++) {
        if (tokens[i] < 0 || tokens[i] >= vocabulary) {
          return i;
        }
      }
      return -1;
    }

    private void read() {
      LikelihoodStatistics statistics = new LikelihoodStatistics();
      double[] perToken = tokenScores ? new double[tokens.length] : null;
      open.model()
          .score(
              tokens,
              (position, logProbability) -> {
                statistics.accept(position, logProbability);
                if (perToken != null) {
                  perToken[position] = logProbability;
                }
                observer.accept(position, logProbability);
              });
      Likelihoods result = statistics.result();
      if (result.scoredTokens() != tokens.length - 1) {
        throw new IllegalStateException(
            "the model gave %d likelihoods for %d tokens"
                .formatted(result.scoredTokens(), tokens.length));
      }
      likelihoods = result;
      logProbabilities = perToken;
    }

    String outOfMemory(OutOfMemoryError error) {
      return "memory ended (%s) in document %s of %s; give --executor-memory more (with a local"
              .formatted(
                  error.getMessage(),
                  document.id(),
                  tokens == null ? document.size() + " bytes" : tokens.length + " tokens")
          + " master: --driver-memory), let fewer cores share it, or take an attention that keeps"
          + " fewer keys: longstride explain says how many";
    }

    void end(Status with, String why) {
      status = with;
      error = why;
    }

    ScoredDocument outcome() {
      Long count = tokens == null ? null : (long) tokens.length;
      double seconds = (System.nanoTime() - start) / 1e9;
      return new ScoredDocument(
          document.id(),
          document.kept(),
          new DocumentScore(status, error, bytes, words, count, likelihoods, seconds),
          logProbabilities == null ? null : tokens,
          logProbabilities);
    }
  }
}
