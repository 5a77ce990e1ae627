package org.longstride.kernels.attention;

import org.longstride.kernels.plan.KeyRuns;
import org.longstride.kernels.plan.LaneRuns;

/**
 * The keys of a batch that one of its tiles meets.
 *
 * @param numbers their numbers among those of the batch, ascending
 * @param lanes for each the lanes that see it
 */
record SeenKeys(KeyRuns numbers, LaneRuns lanes) {

  /** How many there are. */
  int count() {
    return numbers.count();
  }

  /** The same in as little memory as holds them. */
  SeenKeys trimmed() {
    return new SeenKeys(numbers.trimmed(), lanes.trimmed());
  }

  /** What they take of memory, about, in bytes. */
  long bytes() {
    return 128 + 12L * (numbers.runs() + lanes.runs());
  }
}
