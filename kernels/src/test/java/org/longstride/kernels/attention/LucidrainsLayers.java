package org.longstride.kernels.attention;

import java.util.Arrays;
import org.longstride.kernels.GoldenLayers;
import org.longstride.kernels.Safetensors;
import org.longstride.kernels.pattern.AttentionPattern;
import org.longstride.kernels.pattern.Sequence;
import org.longstride.kernels.plan.AttentionPlan;
import org.longstride.kernels.vector.LaneKernels;
import org.nd4j.linalg.factory.Nd4j;

/** What the language models of performer-pytorch and routing-transformer have around attention. */
public final class LucidrainsLayers {

  /** Elements of a head in all golden models. */
  public static final int D = 12;

  private LucidrainsLayers() {}

  /** An MLP with the Gaussian error linear unit inside, gated or not: {@code [n, size]}. */
  public static float[] mlp(Safetensors golden, String layer, float[] x, boolean gated) {
    float[] inner = GoldenLayers.dense(golden, layer + "w1", x);
    int width = golden.shape(layer + "w2.weight")[1];
    float[] hidden = new float[inner.length / (gated ? 2 : 1)];
    for (int i = 0; i < hidden.length; i++) {
      int at = gated ? i / width * 2 * width + i % width : i;
      hidden[i] = (float) (GoldenLayers.gelu(inner[at]) * (gated ? inner[at + width] : 1));
    }
    return GoldenLayers.dense(golden, layer + "w2", hidden);
  }

  /** Heads of {@code [heads, n, d]} arrays, those whose elements lie in a range. */
  public static HeadArrays arrays(
      int heads, int n, int from, int to, float[] q, float[] k, float[] v) {
    return new HeadArrays(
        n,
        D,
        D,
        heads,
        heads,
        Arrays.copyOfRange(q, from, to),
        Arrays.copyOfRange(k, from, to),
        Arrays.copyOfRange(v, from, to),
        null);
  }

  /** Causal local heads: each sees its own block and the one before. */
  public static float[] inBlocks(HeadArrays x, int window) {
    AttentionPattern pattern = AttentionPattern.parse("block(" + window + ", beside=1)");
    Sequence sequence = new Sequence(x.n(), true);
    AttentionPlan plan = AttentionPlan.of(pattern, 0, x.heads(), x.heads(), sequence);
    return new TiledAttentionKernel(LaneKernels.best(), 1)
        .attend(
            Nd4j.createFromArray(x.q()).reshape(x.heads(), x.n(), D),
            Nd4j.createFromArray(x.k()).reshape(x.heads(), x.n(), D),
            Nd4j.createFromArray(x.v()).reshape(x.heads(), x.n(), D),
            plan,
            ScoreOptions.scaled(D))
        .dup('c')
        .data()
        .asFloat();
  }

  /** Rotary positions of neighbouring elements; waves are sines and cosines {@code [n, d]}. */
  public static void turnPairs(float[] x, int n, float[] waves) {
    for (int i = 0; i < x.length; i += 2) {
      int wave = i / D % n * D + i % D / 2;
      turn(x, i, i + 1, waves[wave], waves[wave + D / 2]);
    }
  }

  /** Rotary positions of elements half a head apart. */
  public static void turnHalves(float[] x, int n, float[] frequencies) {
    for (int row = 0; row < x.length; row += D) {
      for (int c = 0; c < D / 2; c++) {
        double angle = (double) (row / D % n) * frequencies[c];
        turn(x, row + c, row + c + D / 2, Math.sin(angle), Math.cos(angle));
      }
    }
  }

  private static void turn(float[] x, int a, int b, double sin, double cos) {
    double first = x[a] * cos - x[b] * sin;
    x[b] = (float) (x[b] * cos + x[a] * sin);
    x[a] = (float) first;
  }
}
