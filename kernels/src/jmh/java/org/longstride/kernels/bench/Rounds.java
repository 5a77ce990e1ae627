package org.longstride.kernels.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

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

  /** Threads that wait in a loop for more work have given up by then. */
  private static final int PAUSE_MILLIS = 20;

  /**
   * The times of one thing.
   *
   * @param name what it is
   * @param millis of each round, per run, ascending
   */
  public record Times(String name, double[] millis) {

    /** The median. */
    public double median() {
      int middle = millis.length / 2;
      return millis.length % 2 == 1
          ? millis[middle]
          : (millis[middle - 1] + millis[middle]) / 2;
    }

    /** The shortest. */
    public double least() {
      return millis[0];
    }

    /** The longest. */
    public double most() {
      return millis[millis.length - 1];
    }
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
      double[] sorted = millis.get(i).stream().mapToDouble(m -> m).toArray();
      Arrays.sort(sorted);
      times.add(new Times(all.get(i).name(), sorted));
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
