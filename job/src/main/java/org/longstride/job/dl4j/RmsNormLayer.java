package org.longstride.job.dl4j;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Root-mean-square normalisation (Zhang and Sennrich 2019): {@code y = g x / sqrt(mean(x^2) +
 * epsilon)} for each row, with a learned gain {@code g} per feature that begins at 1.
 */
public class RmsNormLayer extends FeedForwardLayer {

  private static final long serialVersionUID = 1L;

  private double epsilon = 1e-5;

  /** For deserialisation. */
  public RmsNormLayer() {}

  /** Normalises rows of {@code size} features. */
  public RmsNormLayer(int size, double epsilon) {
    setNIn(size);
    setNOut(size);
    this.epsilon = epsilon;
  }

  /** What is added to the mean square. */
  public double getEpsilon() {
    return epsilon;
  }

  /** For deserialisation. */
  public void setEpsilon(double epsilon) {
    this.epsilon = epsilon;
  }

  @Override
  public Layer instantiate(
      NeuralNetConfiguration conf,
      Collection<TrainingListener> listeners,
      int index,
      INDArray params,
      boolean initialize,
      DataType dataType) {
    return LayerSetup.of(new RmsNorm(conf, dataType), conf, listeners, index, params, initialize);
  }

  @Override
  public ParamInitializer initializer() {
    return new GainInitializer();
  }

  @Override
  public LayerMemoryReport getMemoryReport(InputType input) {
    return LayerSetup.memory(this, input, 0);
  }

  @Override
  public boolean equals(Object other) {
    return super.equals(other) && other instanceof RmsNormLayer norm && norm.epsilon == epsilon;
  }

  @Override
  public int hashCode() {
    return 31 * super.hashCode() + Double.hashCode(epsilon);
  }

  /** One gain per feature, neither weight nor bias: it is not decayed. */
  private static final class GainInitializer extends WeightMatrices {

    GainInitializer() {
      super(
          layer -> List.of(new WeightMatrix("g", (int) ((FeedForwardLayer) layer).getNIn(), 1, 1)));
    }

    @Override
    public boolean isWeightParam(org.deeplearning4j.nn.conf.layers.Layer layer, String key) {
      return false;
    }

    @Override
    public Map<String, INDArray> init(
        NeuralNetConfiguration conf, INDArray paramsView, boolean initializeParams) {
      Map<String, INDArray> params = super.init(conf, paramsView, false);
      if (initializeParams) {
        params.get("g").assign(1);
      }
      return params;
    }
  }
}
