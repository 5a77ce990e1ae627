package org.longstride.kernels.bench;

import org.longstride.kernels.attention.LaidOutPlan;

/** What the first run of a plan does before it computes. */
public final class Planning implements Timed {

  private final Work work;
  private long bytes;

  /** The planning of some work. */
  public Planning(Work work) {
    this.work = work;
  }

  @Override
  public String name() {
    return "planning, one thread";
  }

  @Override
  public void run() {
    bytes = LaidOutPlan.layOut(work.plan(), work.d(), work.threads());
  }

  /** What is kept for later runs, in bytes. */
  public long bytes() {
    return bytes;
  }
}
