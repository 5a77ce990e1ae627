package org.longstride.job.run;

import java.io.Serializable;
import org.apache.spark.util.SerializableConfiguration;
import org.longstride.job.corpus.Document;

/**
 * The cost of documents, said on an executor, where the model is.
 *
 * @param source the model
 * @param hadoop how file systems are reached
 * @param estimate how a document's tokens are guessed
 */
record DocumentPricing(ModelSource source, SerializableConfiguration hadoop, CostEstimate estimate)
    implements Serializable {

  /** Millions of multiply-adds. */
  long cost(Document document) {
    return estimate.of(document, ExecutorModels.get(source, hadoop.value()).model());
  }
}
