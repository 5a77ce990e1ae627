package org.longstride.job;

import org.apache.spark.sql.SparkSession;

/** Spark for tests: one session at a time, which is kept while the next test asks for the same. */
public final class TestSpark {

  private TestSpark() {}

  /** A session on {@code local[2]}. */
  public static SparkSession session() {
    return session("local[2]");
  }

  /** A session on the master, after the one on another master has ended. */
  public static SparkSession session(String master) {
    if (SparkSession.getDefaultSession().isDefined()) {
      SparkSession running = SparkSession.getDefaultSession().get();
      if (running.sparkContext().isStopped()) {
        SparkSession.clearDefaultSession();
        SparkSession.clearActiveSession();
      } else if (!running.sparkContext().master().equals(master)) {
        running.stop();
        SparkSession.clearDefaultSession();
        SparkSession.clearActiveSession();
      }
    }
    return SparkSession.builder()
        .master(master)
        .appName("test")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "localhost")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", "3")
        .getOrCreate();
  }
}
