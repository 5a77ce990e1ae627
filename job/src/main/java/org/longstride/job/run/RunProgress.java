package org.longstride.job.run;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.util.LongAccumulator;
import scala.jdk.javaapi.CollectionConverters;

/**
 * How far a run is: what its tasks have counted, with what the running ones said in their last
 * heartbeat. For display only: a task that is tried again may count twice.
 */
final class RunProgress extends SparkListener {

  private final long totalCost;
  private final LongAccumulator documents;
  private final LongAccumulator tokens;
  private final LongAccumulator cost;
  private final Map<Long, Counts> running = new ConcurrentHashMap<>();

  /** Documents and tokens done, and the cost of the documents, in millions of multiply-adds. */
  private record Counts(long documents, long tokens, long cost) {

    Counts plus(Counts other) {
      return new Counts(documents + other.documents, tokens + other.tokens, cost + other.cost);
    }
  }

  /**
   * @param totalCost cost of all documents, in millions of multiply-adds
   */
  RunProgress(SparkContext spark, long totalCost) {
    this.totalCost = totalCost;
    documents = spark.longAccumulator("documents");
    tokens = spark.longAccumulator("tokens");
    cost = spark.longAccumulator("cost");
  }

  /** What a task counts with. */
  TaskCounters counters() {
    return new TaskCounters(documents, tokens, cost);
  }

  RunListener.Snapshot snapshot() {
    Counts ended = new Counts(documents.value(), tokens.value(), cost.value());
    Counts all = running.values().stream().reduce(ended, Counts::plus);
    double fraction = totalCost == 0 ? 1 : Math.min(1.0, (double) all.cost() / totalCost);
    return new RunListener.Snapshot(all.documents(), all.tokens(), fraction);
  }

  @Override
  public void onExecutorMetricsUpdate(SparkListenerExecutorMetricsUpdate update) {
    for (var task : CollectionConverters.asJava(update.accumUpdates())) {
      long[] counts = new long[3];
      for (AccumulableInfo info : CollectionConverters.asJava(task._4())) {
        int which = which(info.id());
        if (which >= 0 && info.update().isDefined() && info.update().get() instanceof Long value) {
          counts[which] = value;
        }
      }
      running.put((Long) task._1(), new Counts(counts[0], counts[1], counts[2]));
    }
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd end) {
    running.remove(end.taskInfo().taskId());
  }

  private int which(long accumulator) {
    if (accumulator == documents.id()) {
      return 0;
    }
    if (accumulator == tokens.id()) {
      return 1;
    }
    return accumulator == cost.id() ? 2 : -1;
  }
}
