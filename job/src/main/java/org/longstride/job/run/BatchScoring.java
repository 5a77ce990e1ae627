package org.longstride.job.run;

import java.io.Serializable;
import java.util.Iterator;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.broadcast.Broadcast;
import org.longstride.job.corpus.Document;

/**
 * The executors' side: brings the documents of a batch together and scores them with the model of
 * the JVM.
 *
 * @param plan which batch a document belongs to
 * @param pricing what it costs, and where the model is
 * @param maxTokens the most tokens of a document that the run takes
 * @param tokenScores whether likelihoods are wanted token by token
 * @param counters what tasks count with
 */
record BatchScoring(
    Broadcast<BatchPlan> plan,
    DocumentPricing pricing,
    int maxTokens,
    boolean tokenScores,
    TaskCounters counters)
    implements Serializable {

  /** The outcomes, a batch a partition, in the order of ids within each. */
  JavaRDD<ScoredDocument> of(JavaRDD<Document> documents) {
    return documents
        .keyBy(document -> BatchKey.of(document, batchOf(document)))
        .repartitionAndSortWithinPartitions(new BatchKey.ByBatch(plan.value().batches()))
        .values()
        .mapPartitions(this::scored);
  }

  private int batchOf(Document document) {
    return plan.value().batchOf(document.id(), pricing.cost(document));
  }

  /** Lazily, so that a task holds one document and what the writer holds. */
  private Iterator<ScoredDocument> scored(Iterator<Document> documents) {
    OpenModel open = ExecutorModels.get(pricing.source(), pricing.hadoop().value());
    DocumentScorer scorer = new DocumentScorer(open, maxTokens, tokenScores, counters);
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return documents.hasNext();
      }

      @Override
      public ScoredDocument next() {
        Document document = documents.next();
        ScoredDocument outcome = scorer.score(document);
        counters.documentDone(pricing.cost(document));
        return outcome;
      }
    };
  }
}
