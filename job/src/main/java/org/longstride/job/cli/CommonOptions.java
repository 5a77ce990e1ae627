package org.longstride.job.cli;

import picocli.CommandLine.Option;

/** What every command takes. */
final class CommonOptions {

  /** Read by {@link ConfiguredDefaults} beforehand; here for the help. */
  @SuppressWarnings({"unused", "UnusedVariable"})
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Defaults for options, over those of conf/longstride.conf; same form.")
  private String config;

  @Option(
      names = {"-v", "--verbose"},
      description = "Show Spark's own log.")
  private boolean verbose;

  @Option(names = "--stacktrace", description = "Show where in the code a failure comes from.")
  private boolean stackTraces;

  boolean verbose() {
    return verbose;
  }

  boolean stackTraces() {
    return stackTraces;
  }
}
