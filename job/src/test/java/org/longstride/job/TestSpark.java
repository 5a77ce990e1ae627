package org.longstride.job;

import java.nio.file.Path;
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
    makeSparkHome();
    return builder(master)
        .config("spark.executor.extraClassPath", classPath())
        .config("spark.executor.extraJavaOptions", "--add-modules=jdk.incubator.vector")
        .getOrCreate();
  }

  /** Where Spark looks for its jars before it starts an executor; ours are on the class path. */
  private static void makeSparkHome() {
    Path.of(System.getenv("SPARK_HOME"), "jars").toFile().mkdirs();
  }

  /** What this JVM runs with, for executors in JVMs of their own. */
  private static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  private static SparkSession.Builder builder(String master) {
    return SparkSession.builder()
        .master(master)
        .appName("test")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "localhost")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", "3");
  }
}
