package org.longstride.job.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.Random;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The gradient of the whole graph by every parameter, judged by central differences of its loss.
 * The layers compute in float32, so single weights drown in rounding; a step along a parameter's
 * own gradient, and along random directions of all its weights, does not.
 */
class TransformerGradientTest {

  private static final TransformerShape SHAPE =
      new TransformerShape(2, 32, 48, 2, 1, 70, "window(9) | stride(16) + window(2)");

  @Test
  void gradientByEveryParameterAgreesWithCentralDifferences() {
    ComputationGraph graph = TransformerGraph.create(SHAPE, new WarmupCosine(1, 1, 1, 1), 5);
    graph.params().muli(1.5);
    Random random = new Random(6);
    byte[] text = new byte[SHAPE.context() * 3];
    random.nextBytes(text);
    ByteWindows.Batch batch = new ByteWindows(text, SHAPE.context(), 2, 7).batch(0);
    graph.setInputs(batch.tokens());
    graph.setLabels(batch.next());
    graph.computeGradientAndScore();
    INDArray gradient = graph.gradient().gradient().dup();
    long from = 0;
    for (Map.Entry<String, INDArray> parameter : graph.paramTable().entrySet()) {
      long to = from + parameter.getValue().length();
      INDArray own = part(gradient, from, to);
      double size = own.norm2Number().doubleValue();
      assertSlope(graph, own.div(size), gradient, parameter.getKey());
      INDArray direction = own.like();
      for (long i = from; i < to; i++) {
        direction.putScalar(i, random.nextGaussian());
      }
      direction.divi(direction.norm2Number()).addi(own.div(size)).divi(Math.sqrt(2));
      assertSlope(graph, direction, gradient, parameter.getKey());
      from = to;
    }
  }

  private static INDArray part(INDArray gradient, long from, long to) {
    INDArray flat = gradient.reshape(gradient.length());
    INDArray part = Nd4j.zerosLike(flat);
    for (long i = from; i < to; i++) {
      part.putScalar(i, flat.getFloat(i));
    }
    return part;
  }

  private static void assertSlope(
      ComputationGraph graph, INDArray direction, INDArray gradient, String parameter) {
    double expected =
        direction.mul(gradient.reshape(gradient.length())).sumNumber().doubleValue() / 140;
    INDArray params = graph.params().dup();
    double step = 3e-3;
    double above = score(graph, params, direction, step);
    double below = score(graph, params, direction, -step);
    graph.setParams(params);
    double slope = (above - below) / (2 * step);
    assertEquals(expected, slope, 5e-4 + 0.01 * Math.abs(expected), parameter);
  }

  private static double score(
      ComputationGraph graph, INDArray params, INDArray direction, double step) {
    graph.setParams(params.add(direction.mul(step).reshape(params.shape())));
    graph.computeGradientAndScore();
    return graph.score();
  }
}
