package org.longstride.job.dl4j;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A layer from rows to rows that computes on its own arrays and meets ND4J's only at its borders.
 */
abstract class RowLayer<C extends FeedForwardLayer> extends BaseLayer<C> {

  private static final long serialVersionUID = 1L;

  RowLayer(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
  }

  /**
   * Computes the output.
   *
   * @param weights the parameters, in the order of the initializer
   * @param rows number of rows
   * @param x the rows that come in
   * @param y the rows that go out
   * @param training whether {@link #backward} will follow
   */
  abstract void forward(float[] weights, int rows, Rows x, Rows y, boolean training);

  /**
   * Computes the gradient.
   *
   * @param dy gradient by the rows that went out
   * @param dx gradient by the rows that came in, to fill
   * @return gradient by the parameters
   */
  abstract float[] backward(float[] weights, int rows, Rows x, Rows dy, Rows dx);

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    assertInputSet(false);
    INDArray output =
        workspaces.createUninitialized(
            ArrayType.ACTIVATIONS, DataType.FLOAT, input.size(0), layerConf().getNOut());
    forward(weights(), (int) input.size(0), new Rows(input), new Rows(output), training);
    return output;
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    assertInputSet(true);
    INDArray slope =
        workspaces.createUninitialized(
            ArrayType.ACTIVATION_GRAD, DataType.FLOAT, input.size(0), layerConf().getNIn());
    float[] gradient =
        backward(
            weights(), (int) input.size(0), new Rows(input), new Rows(epsilon), new Rows(slope));
    new Rows(gradientsFlattened).write(gradient, 0, 0, gradient.length);
    Gradient result = new DefaultGradient();
    gradientViews.forEach(result::setGradientFor);
    return new Pair<>(result, slope);
  }

  private float[] weights() {
    float[] weights = new float[Math.toIntExact(paramsFlattened.length())];
    new Rows(paramsFlattened).read(0, weights, 0, weights.length);
    return weights;
  }

  @Override
  public boolean isPretrainLayer() {
    return false;
  }

  @Override
  public boolean hasBias() {
    return false;
  }
}
