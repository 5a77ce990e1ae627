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

  /**
   * The same in as little memory as holds them.
   *
   * @param before lanes of another tile, which are used if they are the same
   */
  SeenKeys trimmed(LaneRuns before) {
    return new SeenKeys(numbers.trimmed(), lanes.trimmed(before));
  }
}
