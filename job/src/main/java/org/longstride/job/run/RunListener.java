package org.longstride.job.run;

/** Is told how a run goes. Calls come from any thread. */
public interface RunListener {

  /** Something is about to begin: a few words for people. */
  void stage(String what);

  /**
   * Scoring is about to begin.
   *
   * @param documents how many there are
   * @param batches how many batches they are in
   * @param progress can be asked at any time until {@link #scored()}
   */
  void scoring(long documents, int batches, Progress progress);

  /** Scoring is over. */
  void scored();

  /** How far the scoring is. */
  @FunctionalInterface
  interface Progress {
    Snapshot now();
  }

  /**
   * How far the scoring is.
   *
   * @param documents documents done
   * @param tokens tokens scored
   * @param fraction of the estimated cost, from 0 to 1
   */
  record Snapshot(long documents, long tokens, double fraction) {}
}
