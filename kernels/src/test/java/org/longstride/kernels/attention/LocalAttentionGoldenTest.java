package org.longstride.kernels.attention;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.longstride.kernels.Goldens;
import org.longstride.kernels.Safetensors;
import org.longstride.kernels.pattern.AttentionPattern;
import org.longstride.kernels.pattern.Sequence;
import org.longstride.kernels.pattern.Term;
import org.longstride.kernels.plan.AttentionPlan;
import org.longstride.kernels.vector.LaneKernels;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Attention in blocks, as lucidrains' local-attention has it, written in the algebra. */
class LocalAttentionGoldenTest {

  /** Its default looks one block back, and one ahead where that is allowed. */
  static Stream<Arguments> cases() {
    return Stream.of(
            Arguments.of("causal_w8", "block(8, beside=1)", true),
            Arguments.of("causal_w8_autopad_T45", "block(8, beside=1)", true),
            Arguments.of("causal_w8_back0", "block(8)", true),
            Arguments.of("causal_w8_exact", "window(9)", true),
            Arguments.of("noncausal_w8", "block(8, beside=1)", false),
            Arguments.of("noncausal_w8_exact_back2_fwd1", "window(16, 8)", false))
        .filter(arguments -> Goldens.file(folder(arguments.get()[0])).isPresent());
  }

  private static String folder(Object name) {
    return "lucidrains/localattn_local_" + name + "/data.safetensors";
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("cases")
  void masksAndOutputsAgree(String name, String text, boolean causal) {
    Safetensors golden = new Safetensors(Goldens.file(folder(name)).orElseThrow());
    int heads = golden.shape("q")[1];
    int n = golden.shape("q")[2];
    int d = golden.shape("q")[3];
    AttentionPattern pattern = AttentionPattern.parse(text);
    Sequence sequence = new Sequence(n, causal);
    List<Term> terms = pattern.terms(0, 0, heads);
    float[] visible = golden.floats("visible");
    for (int i = 0; i < n * n; i++) {
      int query = i / n;
      int key = i % n;
      boolean sees =
          !(causal && key > query)
              && terms.stream().anyMatch(term -> term.attends(sequence, query, key));
      assertEquals(visible[i] != 0, sees, query + " sees " + key);
    }
    INDArray[] qkv = new INDArray[3];
    for (int i = 0; i < 3; i++) {
      qkv[i] = Nd4j.createFromArray(golden.floats("" + "qkv".charAt(i))).reshape(heads, n, d);
    }
    INDArray out =
        new TiledAttentionKernel(LaneKernels.best(), 1)
            .attend(
                qkv[0],
                qkv[1],
                qkv[2],
                AttentionPlan.of(pattern, 0, heads, heads, sequence),
                ScoreOptions.scaled(d));
    assertArrayEquals(golden.floats("output"), out.dup('c').data().asFloat(), 2e-6f);
  }
}
