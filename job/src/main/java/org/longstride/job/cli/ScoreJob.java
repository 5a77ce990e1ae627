package org.longstride.job.cli;

import java.io.IOException;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.longstride.job.report.ProgressLine;
import org.longstride.job.report.SummaryReport;
import org.longstride.job.run.ScoreAction;
import org.longstride.job.run.ScoreOptions;
import org.longstride.job.run.ScoreResult;

/** Starts Spark for a scoring run, shows how it goes, and says what it came to. */
final class ScoreJob {

  private ScoreJob() {}

  /** Returns the exit code. */
  static int run(ScoreOptions options, boolean verbose) throws IOException {
    SparkConf conf = new SparkConf().setIfMissing("spark.master", "local[*]");
    try (ProgressLine progress =
        new ProgressLine(System.err, Boolean.getBoolean("longstride.terminal"))) {
      progress.stage("starting Spark on " + conf.get("spark.master"));
      try (SparkSession spark =
          SparkSession.builder().config(conf).appName("longstride score").getOrCreate()) {
        if (verbose) {
          spark.sparkContext().setLogLevel("INFO");
        }
        ScoreResult result = new ScoreAction(spark, options, progress).execute();
        progress.close();
        System.out.print(SummaryReport.of(result, options.groupBy()));
        return result.exitCode();
      }
    }
  }
}
