package org.longstride.kernels.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A product of 1024 x 1024 matrices, 2.1 GFLOP, on as many threads as the environment's
 * OMP_NUM_THREADS says (all processors where it says nothing).
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class SgemmBenchmark {

  private BlasSgemm blas;
  private LaneSgemm lanes;

  /** Makes the matrices. */
  @Setup
  public void prepare() {
    String threads = System.getenv("OMP_NUM_THREADS");
    blas = new BlasSgemm();
    lanes =
        new LaneSgemm(
            threads == null
                ? Runtime.getRuntime().availableProcessors()
                : Integer.parseInt(threads));
  }

  /** Through ND4J and OpenBLAS. */
  @Benchmark
  public void openBlas() {
    blas.run();
  }

  /** In our own kernels. */
  @Benchmark
  public void laneKernels() {
    lanes.run();
  }
}
