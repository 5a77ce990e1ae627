package org.longstride.kernels.bench;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.longstride.kernels.attention.ReferenceAttention;
import org.longstride.kernels.attention.ScoreOptions;

/** A softmax over the keys that a pattern shows. */
final class Softmax implements Kind {

  @Override
  public int checkedTokens() {
    return 2048;
  }

  @Override
  public void check(Work work) {
    work.plan();
  }

  @Override
  public double flops(Work work) {
    return VisiblePairs.flops(work);
  }

  @Override
  public double[] reference(Work work) {
    double[][][] outputs =
        ReferenceAttention.attend(
            rows(Inputs.QUERIES, work),
            rows(Inputs.KEYS, work),
            rows(Inputs.VALUES, work),
            work.parsed(),
            0,
            work.causal(),
            ScoreOptions.scaled(work.d()));
    return Arrays.stream(outputs)
        .flatMap(Arrays::stream)
        .flatMapToDouble(Arrays::stream)
        .toArray();
  }

  private static double[][][] rows(Inputs inputs, Work work) {
    double[][][] rows = new double[work.heads()][work.n()][work.d()];
    for (int head = 0; head < work.heads(); head++) {
      float[] numbers = inputs.head(work, head);
      for (int i = 0; i < numbers.length; i++) {
        rows[head][i / work.d()][i % work.d()] = numbers[i];
      }
    }
    return rows;
  }

  @Override
  public List<Supplier<Contestant>> contestants(Work work) {
    return ContestantSource.all(work);
  }
}
