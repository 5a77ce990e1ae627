package org.longstride.kernels.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Times several things turn by turn (A, B, C, A, B, C, ...), so that a machine that drifts hits all
 * alike.
 *
 * @param rounds how often each has its turn
 * @param warmUpSeconds how long each runs beforehand, at the least
 */
public record Rounds(int rounds, double warmUpSeconds) {

  /** What a turn takes at the least: what is shorter is done several times. */
  private static final double TURN_SECONDS = 0.2;

  /** What one thing may take in all; it then has its say after three rounds. */
  private static final double ENOUGH_SECONDS = 30;

  private static final int FEWEST_ROUNDS = 3;

  /**
   * Threads that wait in a loop for more work have given up by then: OpenBLAS's do after a tenth of
   * a second, those of Intel's OpenMP after a fifth.
   */
  private static final int PAUSE_MILLIS = 250;

  /**
   * The times of one thing.
   *
   * @param name what it is
   * @param millis of each round, per run
   */
  public record Times(String name, double[] millis) {

    /** The median. */
    public double median() {
      return Rounds.median(Arrays.stream(millis));
    }

    /** The shortest. */
    public double least() {
      return Arrays.stream(millis).min().orElseThrow();
    }

    /** The longest. */
    public double most() {
      return Arrays.stream(millis).max().orElseThrow();
    }

    /** How many times as long this took as another, in the median of the rounds of both. */
    public double ratio(Times other) {
      int rounds = Math.min(millis.length, other.millis.length);
      return Rounds.median(
          IntStream.range(0, rounds).mapToDouble(round -> millis[round] / other.millis[round]));
    }
  }

  private static double median(DoubleStream values) {
    double[] sorted = values.sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1
        ? sorted[middle]
        : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** Times all, in turns. */
  public List<Times> measure(List<? extends Timed> all) {
    int[] runs = new int[all.size()];
    double[] spent = new double[all.size()];
    List<List<Double>> millis = new ArrayList<>();
    for (int i = 0; i < runs.length; i++) {
      runs[i] = warmUp(all.get(i));
      millis.add(new ArrayList<>());
    }
    for (int round = 0; round < rounds; round++) {
      System.gc();
      for (int i = 0; i < runs.length; i++) {
        if (round >= FEWEST_ROUNDS && spent[i] > ENOUGH_SECONDS) {
          continue;
        }
        pause();
        double seconds = seconds(all.get(i), runs[i]);
        spent[i] += seconds;
        millis.get(i).add(seconds * 1000 / runs[i]);
      }
    }
    List<Times> times = new ArrayList<>();
    for (int i = 0; i < runs.length; i++) {
      double[] ofRounds = millis.get(i).stream().mapToDouble(m -> m).toArray();
      times.add(new Times(all.get(i).name(), ofRounds));
    }
    return times;
  }

  /** Runs until it is warm; returns how many runs make a turn. */
  private int warmUp(Timed timed) {
    double total = 0;
    double last;
    do {
      last = seconds(timed, 1);
      total += last;
    } while (total < warmUpSeconds);
    return (int) Math.max(1, Math.ceil(TURN_SECONDS / last));
  }

  private static double seconds(Timed timed, int runs) {
    long start = System.nanoTime();
    for (int i = 0; i < runs; i++) {
      timed.run();
    }
    return (System.nanoTime() - start) * 1e-9;
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
