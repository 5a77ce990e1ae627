package org.longstride.job.run;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.longstride.job.corpus.Document;
import org.longstride.job.model.LanguageModel;
import org.longstride.job.model.LikelihoodSink;

/** A document's way to its row, where there is no row to be had. */
final class DocumentScorerTest {

  /** A model that keeps more keys of a document than the heap has room for. */
  private static final LanguageModel HUNGRY =
      new LanguageModel() {
        @Override
        public int vocabularySize() {
          return 256;
        }

        @Override
        public int maxTokens() {
          return Integer.MAX_VALUE;
        }

        @Override
        public double cost(int tokens) {
          return tokens;
        }

        @Override
        public void score(int[] tokens, LikelihoodSink sink) {
          throw new OutOfMemoryError("Java heap space");
        }
      };

  @Test
  void whereMemoryEndsTheErrorNamesTheDocumentAndTheRemedy() {
    DocumentScorer scorer =
        new DocumentScorer(
            new OpenModel(HUNGRY, BigramModel::bytes, "0123", "hungry"),
            Integer.MAX_VALUE,
            false,
            (position, logProbability) -> {});
    byte[] text = "seven t".getBytes(StandardCharsets.UTF_8);
    Document document = new Document("book-7", "file", 0, text, null, new Object[0], null);
    // Still of this type: Spark ends an executor without memory and tries elsewhere.
    OutOfMemoryError error = assertThrows(OutOfMemoryError.class, () -> scorer.score(document));
    for (String part :
        new String[] {"book-7", "7 tokens", "Java heap space", "--executor-memory"}) {
      assertTrue(error.getMessage().contains(part), error.getMessage());
    }
  }
}
