package org.longstride.kernels.bench;

import java.util.Locale;
import org.longstride.kernels.attention.ReferenceAttention;
import org.longstride.kernels.attention.ScoreOptions;

/** The double-precision reference's outputs, with which everyone must agree before being timed. */
final class Agreement {

  private final Work work;
  private final double[][][] expected;

  Agreement(Work work) {
    this.work = work;
    expected =
        ReferenceAttention.attend(
            rows(Inputs.QUERIES),
            rows(Inputs.KEYS),
            rows(Inputs.VALUES),
            work.parsed(),
            0,
            work.causal(),
            ScoreOptions.scaled(work.d()));
  }

  private double[][][] rows(Inputs inputs) {
    double[][][] rows = new double[work.heads()][work.n()][work.d()];
    for (int head = 0; head < work.heads(); head++) {
      float[] numbers = inputs.head(work, head);
      for (int i = 0; i < numbers.length; i++) {
        rows[head][i / work.d()][i % work.d()] = numbers[i];
      }
    }
    return rows;
  }

  /**
   * Runs a contestant of this work and compares.
   *
   * @return the largest difference
   * @throws IllegalStateException if it is larger than the contestant's tolerance
   */
  double check(Contestant contestant) {
    contestant.run();
    float[] actual = contestant.outputs();
    double largest = 0;
    for (int i = 0; i < actual.length; i++) {
      int row = i / work.d();
      double e = expected[row / work.n()][row % work.n()][i % work.d()];
      double difference = Math.abs(e - actual[i]);
      // Not the same as Math.max: a NaN must stay.
      largest = difference <= largest ? largest : difference;
    }
    if (!(largest <= contestant.tolerance())) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "%s differs from the reference by %.2g in %s at n = %d",
              contestant.name(), largest, work.pattern(), work.n()));
    }
    return largest;
  }
}
