package org.longstride.kernels.attention;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.longstride.kernels.pattern.AttentionPattern;
import org.longstride.kernels.pattern.Sequence;
import org.longstride.kernels.plan.AttentionPlan;
import org.longstride.kernels.plan.HeadGroup;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Each head's query is computed once, however many threads there are. */
class RangeAttentionKernelTest {

  @ParameterizedTest
  @CsvSource({
    "1, 6, 6, 1",
    "63, 6, 2, 3",
    "2048, 6, 1, 2",
    "2049, 1, 1, 2",
    "9000, 6, 6, 3",
    "9000, 6, 2, 9"
  })
  void everyQueryOfEveryHeadIsComputedOnce(int n, int heads, int kvHeads, int threads) {
    AttentionPlan plan =
        AttentionPlan.of(
            AttentionPattern.parse("window(9); stride(8)"),
            0,
            heads,
            kvHeads,
            new Sequence(n, true));
    AtomicIntegerArray computed = new AtomicIntegerArray(heads * n);
    RangeAttention counting =
        (some, from, to, d, dv, options, q, kv, out) -> {
          for (HeadGroup group : some.groups()) {
            for (int head : group.heads()) {
              for (int query = from; query < to; query++) {
                computed.incrementAndGet(head * n + query);
              }
            }
          }
        };
    INDArray q = Nd4j.zeros(heads, n, 1);
    INDArray kv = Nd4j.zeros(kvHeads, n, 1);
    new RangeAttentionKernel(() -> counting, threads)
        .attend(q, kv, kv, plan, ScoreOptions.scaled(1));
    for (int i = 0; i < heads * n; i++) {
      assertEquals(1, computed.get(i));
    }
  }
}
