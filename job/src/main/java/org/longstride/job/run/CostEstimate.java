package org.longstride.job.run;

import java.io.Serializable;
import org.longstride.job.corpus.Document;
import org.longstride.job.model.LanguageModel;

/**
 * What a document will cost, estimated before it is tokenized: a whole number of millions of
 * multiply-adds, at least one, so that sums are exact in any order.
 *
 * @param bytesPerToken how many bytes of text make a token, about
 * @param maxTokens documents above it are not scored
 */
record CostEstimate(int bytesPerToken, int maxTokens) implements Serializable {

  private static final double UNIT = 1e6;

  /** Vocabularies up to this size have little more than a token for each byte. */
  private static final int BYTE_VOCABULARY = 1024;

  /** What is usual for English text and a vocabulary of ten thousands. */
  private static final int BYTES_PER_SUBWORD = 4;

  static CostEstimate of(int vocabularySize, int maxTokens) {
    return new CostEstimate(vocabularySize <= BYTE_VOCABULARY ? 1 : BYTES_PER_SUBWORD, maxTokens);
  }

  /** The estimated cost of the document under the model, in millions of multiply-adds. */
  long of(Document document, LanguageModel model) {
    if (document.problem() != null) {
      return 1;
    }
    long tokens = document.tokens() != null ? document.size() : document.size() / bytesPerToken;
    double cost = model.cost((int) Math.max(1, Math.min(tokens, maxTokens)));
    return Math.max(1, (long) Math.ceil(cost / UNIT));
  }
}
