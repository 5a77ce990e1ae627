package org.longstride.job.run;

import java.io.Serializable;
import org.apache.spark.util.LongAccumulator;
import org.longstride.job.model.LikelihoodSink;

/**
 * What a task tells of its progress.
 *
 * @param documents documents done
 * @param tokens tokens scored, those of the document at hand included
 * @param cost cost of the documents done
 */
record TaskCounters(LongAccumulator documents, LongAccumulator tokens, LongAccumulator cost)
    implements LikelihoodSink, Serializable {

  @Override
  public void accept(int position, double logProbability) {
    tokens.add(1L);
  }

  void documentDone(long itsCost) {
    documents.add(1L);
    cost.add(itsCost);
  }
}
