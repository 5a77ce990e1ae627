package org.longstride.kernels.bench;

import java.util.concurrent.TimeUnit;
import org.longstride.kernels.attention.bf16.Precision;
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

/** Attention of a layer with 12 heads of 64 features, each pattern in a JVM of its own. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgsAppend = "-Xmx4g")
@Warmup(iterations = 2, time = 4)
@Measurement(iterations = 5, time = 4)
public class AttentionBenchmark {

  /** What attends to what. */
  @Param({
    "full",
    "window(512)",
    "stride(128)",
    "fixed(128, 8)",
    "bigbird(64)",
    "neighborhood(7x7 over 128x128)"
  })
  public String pattern;

  /** Tokens, but for a pattern over an image. */
  @Param({"4096", "16384"})
  public int n;

  /** Threads that share a call. */
  @Param({"1", "2"})
  public int threads;

  /** In which numbers it multiplies. */
  @Param({"float32", "bf16"})
  public String precision;

  private TiledOnFloats attention;

  /** Makes inputs and plan. */
  @Setup
  public void prepare() {
    attention = new TiledOnFloats(Work.of(pattern, n, Workloads.HEADS, threads), Precision.of(precision));
  }

  /** All heads of the layer. */
  @Benchmark
  public float[] attend() {
    attention.run();
    return attention.outputs();
  }
}
