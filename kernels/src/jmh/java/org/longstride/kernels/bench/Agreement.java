package org.longstride.kernels.bench;

import java.util.Locale;

/** The double-precision reference's outputs, with which everyone must agree before being timed. */
final class Agreement {

  private final Work work;
  private final double[] expected;

  Agreement(Work work) {
    this.work = work;
    expected = work.kind().reference(work);
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
      double difference = Math.abs(expected[i] - actual[i]);
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
