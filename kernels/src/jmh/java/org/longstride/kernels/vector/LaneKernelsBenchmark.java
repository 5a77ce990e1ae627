package org.longstride.kernels.vector;

import java.util.Arrays;
import java.util.Random;
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

/**
 * Each operation of each implementation on the tile that attention makes: 64 queries of 64 features
 * against a block of keys. A product does {@code 2 * 64 * 64 * keys} floating-point operations.
 * Operations in place get fresh numbers each time, a copy that is part of what is measured.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class LaneKernelsBenchmark {

  private static final int LANES = LaneKernels.LANES;
  private static final int FEATURES = 64;

  /** Which implementation. */
  @Param({"vector", "scalar"})
  public String implementation;

  /** Rows of a block. */
  @Param("128")
  public int keys;

  private LaneKernels kernels;
  private float[] rows;
  private int[] offsets;
  private float[] queries;
  private float[] fresh;
  private float[] scores;
  private float[] outputs;
  private long[] someVisible;
  private float[] maximum;
  private float[] sum;
  private float[] rescale;

  /** Makes the numbers. */
  @Setup
  public void prepare() {
    kernels =
        switch (implementation) {
          case "vector" -> new VectorLaneKernels();
          case "scalar" -> new ScalarLaneKernels();
          default -> throw new IllegalArgumentException("no kernels are called " + implementation);
        };
    Random random = new Random(1);
    rows = gaussian(random, keys * FEATURES);
    queries = gaussian(random, FEATURES * LANES);
    fresh = gaussian(random, keys * LANES);
    scores = fresh.clone();
    outputs = new float[FEATURES * LANES];
    offsets = new int[keys];
    someVisible = new long[keys];
    for (int key = 0; key < keys; key++) {
      offsets[key] = key * FEATURES;
      someVisible[key] = -1L << key;
    }
    maximum = new float[LANES];
    sum = new float[LANES];
    rescale = new float[LANES];
  }

  private static float[] gaussian(Random random, int count) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) random.nextGaussian();
    }
    return numbers;
  }

  /** Scores of a block of keys. */
  @Benchmark
  public float[] multiply() {
    kernels.multiply(rows, offsets, keys, FEATURES, queries, LANES, scores, 0, false);
    return scores;
  }

  /** Weighted values of a block of keys. */
  @Benchmark
  public float[] multiplyTransposed() {
    kernels.multiplyTransposed(rows, offsets, keys, FEATURES, fresh, LANES, outputs);
    return outputs;
  }

  /** Weights of a block of keys that all queries see. */
  @Benchmark
  public boolean softmaxStep() {
    return step(null);
  }

  /** Weights of a block of keys that lies on the diagonal. */
  @Benchmark
  public boolean softmaxStepMasked() {
    return step(someVisible);
  }

  private boolean step(long[] visible) {
    refresh();
    Arrays.fill(maximum, LaneKernels.NOTHING);
    Arrays.fill(sum, 0);
    return kernels.softmaxStep(scores, keys, LANES, 0.18f, visible, maximum, sum, rescale);
  }

  /** Weights whose normaliser is known. */
  @Benchmark
  public float[] softmaxWeights() {
    refresh();
    kernels.softmaxWeights(scores, keys, LANES, 0.18f, null, maximum);
    return scores;
  }

  /** Soft-capping. */
  @Benchmark
  public float[] softCap() {
    refresh();
    kernels.activations().softCap(scores, 0, scores.length, 30f);
    return scores;
  }

  /** SiLU. */
  @Benchmark
  public float[] silu() {
    refresh();
    kernels.activations().silu(scores, 0, scores.length);
    return scores;
  }

  /** GELU by the hyperbolic tangent. */
  @Benchmark
  public float[] geluTanh() {
    refresh();
    kernels.activations().geluTanh(scores, 0, scores.length);
    return scores;
  }

  /** GELU by the error function. */
  @Benchmark
  public float[] gelu() {
    refresh();
    kernels.activations().gelu(scores, 0, scores.length);
    return scores;
  }

  /** What the copy alone costs. */
  @Benchmark
  public float[] copy() {
    refresh();
    return scores;
  }

  private void refresh() {
    System.arraycopy(fresh, 0, scores, 0, scores.length);
  }
}
