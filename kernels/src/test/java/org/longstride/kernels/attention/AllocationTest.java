package org.longstride.kernels.attention;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.longstride.kernels.pattern.AttentionPattern;
import org.longstride.kernels.pattern.Sequence;
import org.longstride.kernels.plan.AttentionPlan;
import org.longstride.kernels.vector.LaneKernels;

/**
 * Once it is compiled, attention allocates next to nothing, even where the compiler forgives fewer
 * wrong guesses than it does by default: a vector that is not kept in a register is an object. In
 * one process of several it allocated gigabytes.
 */
class AllocationTest {

  @Test
  void compiledAttentionAllocatesNextToNothing() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules=jdk.incubator.vector",
                "-Xmx1g",
                "-XX:PerMethodTrapLimit=50",
                "-cp",
                System.getProperty("java.class.path"),
                Attention.class.getName())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
    long bytes = Long.parseLong(output.strip());
    assertTrue(bytes < 8 << 20, bytes + " bytes");
  }

  /** Prints what ten calls allocate, after many more. */
  static final class Attention {

    private static final int HEADS = 4;
    private static final int N = 4096;
    private static final int D = 64;

    private Attention() {}

    /** Runs. */
    public static void main(String[] args) {
      FloatBuffer[][] x = new FloatBuffer[4][HEADS];
      for (FloatBuffer[] heads : x) {
        for (int head = 0; head < HEADS; head++) {
          heads[head] = FloatBuffer.allocate(N * D);
        }
      }
      TiledAttentionKernel kernel = new TiledAttentionKernel(LaneKernels.best(), 2);
      AttentionPlan plan =
          AttentionPlan.of(
              AttentionPattern.parse("stride(64)"), 0, HEADS, HEADS, new Sequence(N, true));
      run(kernel, plan, x, 150);
      long before = allocated();
      run(kernel, plan, x, 10);
      System.out.println(allocated() - before);
    }

    private static void run(
        TiledAttentionKernel kernel, AttentionPlan plan, FloatBuffer[][] x, int calls) {
      KeyValues kv = new SequenceKeyValues(x[1], x[2]);
      AttentionShapes shapes = new AttentionShapes(N, D, D);
      for (int call = 0; call < calls; call++) {
        kernel.attend(x[0], kv, shapes, plan, ScoreOptions.scaled(D), x[3]);
      }
    }

    private static long allocated() {
      ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      return LongStream.of(threads.getThreadAllocatedBytes(threads.getAllThreadIds()))
          .filter(bytes -> bytes > 0)
          .sum();
    }
  }
}
