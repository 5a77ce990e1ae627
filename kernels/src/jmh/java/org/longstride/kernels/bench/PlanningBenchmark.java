package org.longstride.kernels.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Who sees whom, listed and laid out, once for each group of heads. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class PlanningBenchmark {

  /** What attends to what. */
  @Param({
    "full",
    "window(512)",
    "stride(128)",
    "fixed(128, 8)",
    "bigbird(64)",
    "neighborhood(7x7 over 256x256)"
  })
  public String pattern;

  /** Tokens, but for a pattern over an image. */
  @Param("65536")
  public int n;

  private Planning planning;

  /** Makes the plan. */
  @Setup
  public void prepare() {
    planning = new Planning(Work.of(pattern, n, Workloads.HEADS, 1));
  }

  /** All tiles. */
  @Benchmark
  public long layOut() {
    planning.run();
    return planning.bytes();
  }
}
