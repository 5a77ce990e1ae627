package org.longstride.kernels.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts a {@link Measurement} in a JVM like this one.
 *
 * @param rounds what {@link Rounds} takes
 */
record MeasuringProcess(Rounds rounds) {

  /** Begins the lines that are results; libraries print others. */
  static final String MARK = "@";

  private static final long MEGABYTE = 1 << 20;

  /** Room for the JVM's own objects and small scratch. */
  private static final long BASE_MEGABYTES = 256;

  /**
   * Runs it.
   *
   * @param kind the measurement's name
   * @param index the contestant's number, where one is measured alone
   * @param works what is measured
   * @return the lines of its results, each cut into fields
   * @throws IllegalStateException if it fails; the message ends in what it printed
   */
  List<String[]> run(String kind, int index, List<Work> works) {
    // Three inputs, the outputs and the garbage of the last turn, and what an ND4J array is copied to.
    long arrays = 12 * works.stream().mapToLong(Work::arrayBytes).sum();
    return run(kind, index, works, arrays / MEGABYTE + 4 * BASE_MEGABYTES, false);
  }

  /** Runs one contestant alone in a heap of which it knows that all is touched beforehand. */
  List<String[]> runAlone(int index, Work work) {
    long megabytes = 12 * work.arrayBytes() / MEGABYTE + BASE_MEGABYTES;
    return run("memory", index, List.of(work), megabytes, true);
  }

  private List<String[]> run(
      String kind, int index, List<Work> works, long heapMegabytes, boolean touched) {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    for (String flag : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      if (!flag.startsWith("-Xm")) {
        command.add(flag);
      }
    }
    command.add("-Xmx" + heapMegabytes + "m");
    if (touched) {
      command.addAll(
          List.of("-Xms" + heapMegabytes + "m", "-XX:+AlwaysPreTouch", "-XX:+UseSerialGC"));
    } else {
      // The JVM's default, which a Spark job has too.
      command.add("-XX:+UseG1GC");
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(Measurement.class.getName(), kind));
    command.addAll(List.of("" + rounds.rounds(), "" + rounds.warmUpSeconds(), "" + index));
    works.forEach(work -> command.addAll(work.toWords()));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    String threads = String.valueOf(works.get(0).threads());
    builder.environment().put("OMP_NUM_THREADS", threads);
    builder.environment().put("OPENBLAS_NUM_THREADS", threads);
    return results(builder);
  }

  private static List<String[]> results(ProcessBuilder builder) {
    List<String[]> results = new ArrayList<>();
    List<String> other = new ArrayList<>();
    try {
      Process process = builder.start();
      try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          if (line.startsWith(MARK)) {
            results.add(line.substring(MARK.length()).split("\t"));
          } else {
            other.add(line);
          }
        }
      }
      int status = process.waitFor();
      if (status != 0) {
        throw new IllegalStateException(
            "the measuring process ended with status " + status + ":\n" + String.join("\n", other));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
    return results;
  }
}
