package org.longstride.job.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ForkJoinPool;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;

/**
 * Loss and gradient of the whole graph, judged by {@link NaiveTransformer}: it computes the loss in
 * double precision, so that its central differences are exact to many more digits than the graph's
 * float32 has.
 */
class TransformerGradientTest {

  private static final TransformerShape SHAPE =
      new TransformerShape(2, 32, 48, 2, 1, 70, "window(9) | stride(16) + window(2)");

  private static final int SEQUENCES = 2;
  private static final double STEP = 1e-4;

  private final ComputationGraph graph =
      TransformerGraph.create(SHAPE, new WarmupCosine(1, 1, 1, 1), 5);
  private final Random random = new Random(6);
  private final ByteWindows.Batch batch;
  private final List<int[]> tokens = new ArrayList<>();
  private final List<int[]> next = new ArrayList<>();

  TransformerGradientTest() {
    graph.params().muli(1.5);
    byte[] text = new byte[SHAPE.context() * 3];
    random.nextBytes(text);
    batch = new ByteWindows(text, SHAPE.context(), SEQUENCES, 7).batch(0);
    int[] allTokens = batch.tokens().reshape(batch.tokens().length()).toIntVector();
    int[] allNext = batch.next().reshape(batch.next().length()).toIntVector();
    for (int from = 0; from < allTokens.length; from += SHAPE.context()) {
      tokens.add(Arrays.copyOfRange(allTokens, from, from + SHAPE.context()));
      next.add(Arrays.copyOfRange(allNext, from, from + SHAPE.context()));
    }
  }

  @Test
  void lossAndGradientByEveryParameterAgreeWithTheDefinition() {
    float[] gradient = gradient();
    NaiveTransformer naive = new NaiveTransformer(SHAPE, graph);
    double[] params = graph.params().dup().data().asDouble();
    double rows = SEQUENCES * SHAPE.context();
    assertEquals(naive.loss(params, tokens, next) / rows, graph.score(), 1e-5);

    for (Map.Entry<String, int[]> range : new TreeMap<>(naive.ranges()).entrySet()) {
      int from = range.getValue()[0];
      int to = range.getValue()[1];
      double[] own = new double[to - from];
      for (int i = from; i < to; i++) {
        own[i - from] = gradient[i];
      }
      double size = Math.sqrt(Arrays.stream(own).map(x -> x * x).sum());
      for (int direction = 0; direction < 4; direction++) {
        double[] towards = direction == 0 ? own.clone() : gaussian(own.length);
        scale(towards, 1 / Math.sqrt(Arrays.stream(towards).map(x -> x * x).sum()));
        double expected = slope(naive, params, from, towards);
        double actual = 0;
        for (int i = 0; i < own.length; i++) {
          actual += towards[i] * own[i];
        }
        assertEquals(expected, actual, 2e-5 * size, range.getKey() + ", direction " + direction);
      }
    }
  }

  /** The shards' sums are added in one order, whoever computes them. */
  @Test
  void gradientHasTheSameBitsInPoolsOfAnySize() {
    float[] expected = new ForkJoinPool(1).submit(this::gradient).join();
    for (int threads : new int[] {2, 3, 7}) {
      assertArrayEquals(expected, new ForkJoinPool(threads).submit(this::gradient).join());
    }
  }

  private float[] gradient() {
    graph.setInputs(batch.tokens());
    graph.setLabels(batch.next());
    graph.computeGradientAndScore();
    return graph.getFlattenedGradients().dup().data().asFloat();
  }

  private double slope(NaiveTransformer naive, double[] params, int from, double[] towards) {
    double above = loss(naive, params, from, towards, STEP);
    return (above - loss(naive, params, from, towards, -STEP)) / (2 * STEP);
  }

  private double loss(
      NaiveTransformer naive, double[] params, int from, double[] towards, double step) {
    double[] moved = params.clone();
    for (int i = 0; i < towards.length; i++) {
      moved[from + i] += step * towards[i];
    }
    return naive.loss(moved, tokens, next);
  }

  private double[] gaussian(int length) {
    double[] values = new double[length];
    Arrays.setAll(values, i -> random.nextGaussian());
    return values;
  }

  private static void scale(double[] values, double factor) {
    Arrays.setAll(values, i -> values[i] * factor);
  }
}
