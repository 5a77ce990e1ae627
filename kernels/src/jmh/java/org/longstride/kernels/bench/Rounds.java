package org.longstride.kernels.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Times several things turn by turn (A, B, C, A, B, C, ...), so that a machine that drifts hits all
 * alike. Turns from which the {@linkplain StolenTime machine's host} takes much are done again.
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

  /** The part of a turn that the machine's host may take from it; otherwise it is done again. */
  private static final double STOLEN = 0.05;

  /** Tries of a turn, at most: the one from which the host took least is kept. */
  private static final int TRIES = 4;

  /**
   * The times of one thing.
   *
   * @param name what it is
   * @param millis of each round, per run
   * @param stolen what the machine's host took from the rounds, as a part of them
   */
  public record Times(String name, double[] millis, double stolen) {

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

  /**
   * A turn.
   *
   * @param seconds what it took
   * @param stolenSeconds what the machine's host took from it, of all processors together
   */
  private record Turn(double seconds, double stolenSeconds) {

    double stolen() {
      return stolenSeconds / seconds;
    }
  }

  /** Times all, in turns. */
  public List<Times> measure(List<? extends Timed> all) {
    int[] runs = all.stream().mapToInt(this::warmUp).toArray();
    double[] spent = new double[runs.length];
    List<List<Turn>> turns = all.stream().<List<Turn>>map(timed -> new ArrayList<>()).toList();
    for (int round = 0; round < rounds; round++) {
      System.gc();
      for (int i = 0; i < runs.length; i++) {
        if (round >= FEWEST_ROUNDS && spent[i] > ENOUGH_SECONDS) {
          continue;
        }
        Turn turn = turn(all.get(i), runs[i]);
        spent[i] += turn.seconds();
        for (int tries = 1; tries < TRIES && turn.stolen() > STOLEN; tries++) {
          Turn next = turn(all.get(i), runs[i]);
          spent[i] += next.seconds();
          turn = next.stolen() < turn.stolen() ? next : turn;
        }
        turns.get(i).add(turn);
      }
    }
    return IntStream.range(0, runs.length)
        .mapToObj(i -> times(all.get(i).name(), turns.get(i), runs[i]))
        .toList();
  }

  private static Times times(String name, List<Turn> turns, int runs) {
    double seconds = turns.stream().mapToDouble(Turn::seconds).sum();
    double stolen = turns.stream().mapToDouble(Turn::stolenSeconds).sum();
    double[] millis = turns.stream().mapToDouble(turn -> turn.seconds() * 1000 / runs).toArray();
    return new Times(name, millis, stolen / seconds);
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

  private static Turn turn(Timed timed, int runs) {
    pause();
    double stolen = StolenTime.seconds();
    double seconds = seconds(timed, runs);
    return new Turn(seconds, StolenTime.seconds() - stolen);
  }

  private static double seconds(Timed timed, int runs) {
    long start = System.nanoTime();
    for (int i = 0; i < runs; i++) {
      timed.run();
    }
    return (System.nanoTime() - start) * 1e-9;
  }

  /**
   * Lets other libraries' threads come to rest, and keeps every processor busy meanwhile: from one
   * that is idle, the host of a virtual machine takes more of the work that follows.
   */
  private static void pause() {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS);
    IntStream.range(0, Runtime.getRuntime().availableProcessors())
        .parallel()
        .forEach(
            processor -> {
              while (System.nanoTime() < end) {
                Thread.onSpinWait();
              }
            });
  }
}
