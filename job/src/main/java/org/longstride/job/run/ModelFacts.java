package org.longstride.job.run;

import java.io.Serializable;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.SerializableConfiguration;
import org.longstride.job.UsageException;
import org.longstride.kernels.vector.LaneKernels;

/**
 * What an executor knows of the model and of itself. One task asks, before any work is done, so
 * that what is wrong with a model is said at once, and the driver need not hold it.
 *
 * @param fingerprint a hash over the model's files
 * @param description what it is, in a few words
 * @param vocabularySize token ids are below this
 * @param maxTokens the most that a document may have
 * @param tokenizes whether it takes text
 * @param kernels the implementation that the executor's JVM chose
 * @param executorJava the executor's Java
 * @param executorSystem the executor's operating system and architecture
 */
record ModelFacts(
    String fingerprint,
    String description,
    int vocabularySize,
    int maxTokens,
    boolean tokenizes,
    String kernels,
    String executorJava,
    String executorSystem)
    implements Serializable {

  /**
   * Opens the model on an executor.
   *
   * @throws UsageException where that cannot be done; the message says why
   */
  static ModelFacts probe(
      JavaSparkContext spark, ModelSource source, SerializableConfiguration hadoop) {
    Answer answer =
        spark.parallelize(List.of(source), 1).map(s -> ask(s, hadoop.value())).collect().get(0);
    if (answer.error() != null) {
      throw new UsageException("--model " + source + ": " + answer.error());
    }
    return answer.facts();
  }

  /** Errors are answers too: thrown, Spark would try again and log them at length. */
  private record Answer(ModelFacts facts, String error) implements Serializable {}

  private static Answer ask(ModelSource source, Configuration hadoop) {
    try {
      OpenModel open = ExecutorModels.get(source, hadoop);
      return new Answer(
          new ModelFacts(
              open.fingerprint(),
              open.description(),
              open.model().vocabularySize(),
              open.model().maxTokens(),
              open.tokenizer() != null,
              LaneKernels.best().toString(),
              Versions.ofJava(),
              Versions.ofSystem()),
          null);
    } catch (RuntimeException e) {
      return new Answer(null, ErrorMessage.of(e));
    }
  }
}
