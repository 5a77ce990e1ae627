package org.longstride.kernels.attention;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.ref.WeakReference;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.longstride.kernels.attention.bf16.Precision;
import org.longstride.kernels.pattern.AttentionPattern;
import org.longstride.kernels.pattern.Sequence;
import org.longstride.kernels.plan.AttentionPlan;
import org.longstride.kernels.vector.LaneKernels;

/** A thread keeps scratch from call to call, but not the arrays of whom it has served. */
class RetentionTest {

  private static final int N = 40 * 64;
  private static final int D = 16;

  @ParameterizedTest
  @EnumSource
  void arraysOfPastCallsAreNotHeldOnTo(Precision precision) throws InterruptedException {
    RangeAttention attention;
    try {
      attention = precision.attention(LaneKernels.best());
    } catch (UnsupportedOperationException e) {
      return; // judged by PrecisionTest
    }
    List<WeakReference<float[]>> arrays = new ArrayList<>();
    for (String pattern :
        List.of(
            "full", "window(99)", "stride(64)", "neighborhood(3x5 over 40x64)", "bigbird(16)")) {
      arrays.addAll(serve(attention, pattern));
    }
    for (int i = 0; i < 50 && held(arrays) > 0; i++) {
      System.gc();
      Thread.sleep(10);
    }
    assertEquals(0, held(arrays), "arrays that are still held");
    // Used once more, so that it cannot have been collected itself.
    serve(attention, "full");
  }

  private static long held(List<WeakReference<float[]>> arrays) {
    return arrays.stream().filter(array -> array.get() != null).count();
  }

  private static List<WeakReference<float[]>> serve(RangeAttention attention, String pattern) {
    float[][] all = new float[4][N * D];
    for (float[] array : all) {
      Arrays.fill(array, 0.5f);
    }
    FloatBuffer[] rows = Arrays.stream(all).map(FloatBuffer::wrap).toArray(FloatBuffer[]::new);
    AttentionPlan plan =
        AttentionPlan.of(AttentionPattern.parse(pattern), 0, 1, 1, new Sequence(N, false));
    ArrayHeads heads =
        new ArrayHeads(new FloatBuffer[] {rows[0]}, D, new FloatBuffer[] {rows[3]}, D);
    KeyValues kv = new SequenceKeyValues(new FloatBuffer[] {rows[1]}, new FloatBuffer[] {rows[2]});
    attention.attend(plan, 0, N, D, D, ScoreOptions.scaled(D), heads, kv, heads);
    assertEquals(0.5f, all[3][N * D - 1], 1e-2f);
    return Stream.of(all).map(WeakReference::new).toList();
  }
}
