package org.longstride.job.dl4j;

import java.util.Collection;
import java.util.List;
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
 * A gated feed-forward layer (Shazeer 2020, "SwiGLU", without biases): {@code y = Wdown (silu(Wgate
 * x) * (Wup x))} for each row. Parameters {@code Wgate, Wup [nIn, hidden]}, {@code Wdown [hidden,
 * nIn]}.
 */
public class GatedMlpLayer extends FeedForwardLayer {

  private static final long serialVersionUID = 1L;

  private int hidden;
  private double outputScale = 1;

  /** For deserialisation. */
  public GatedMlpLayer() {}

  /**
   * Rows of {@code size} features.
   *
   * @param size features in and out, a multiple of 16
   * @param hidden features between, a multiple of 16
   * @param outputScale factor on the initial values of {@code Wdown}
   */
  public GatedMlpLayer(int size, int hidden, double outputScale) {
    if (size % 16 != 0 || hidden % 16 != 0) {
      throw new IllegalArgumentException(
          "size is " + size + " and hidden " + hidden + ", both must be multiples of 16");
    }
    setNIn(size);
    setNOut(size);
    this.hidden = hidden;
    this.outputScale = outputScale;
  }

  /** Features between. */
  public int getHidden() {
    return hidden;
  }

  /** For deserialisation. */
  public void setHidden(int hidden) {
    this.hidden = hidden;
  }

  /** Factor on the initial values of {@code Wdown}. */
  public double getOutputScale() {
    return outputScale;
  }

  /** For deserialisation. */
  public void setOutputScale(double outputScale) {
    this.outputScale = outputScale;
  }

  @Override
  public Layer instantiate(
      NeuralNetConfiguration conf,
      Collection<TrainingListener> listeners,
      int index,
      INDArray params,
      boolean initialize,
      DataType dataType) {
    return LayerSetup.of(new GatedMlp(conf, dataType), conf, listeners, index, params, initialize);
  }

  @Override
  public ParamInitializer initializer() {
    return new WeightMatrices(layer -> ((GatedMlpLayer) layer).matrices());
  }

  private List<WeightMatrix> matrices() {
    int size = (int) nIn;
    return List.of(
        new WeightMatrix("Wgate", size, hidden, 1),
        new WeightMatrix("Wup", size, hidden, 1),
        new WeightMatrix("Wdown", hidden, size, outputScale));
  }

  @Override
  public LayerMemoryReport getMemoryReport(InputType input) {
    return LayerSetup.memory(this, input, 2L * hidden);
  }

  @Override
  public boolean equals(Object other) {
    return super.equals(other)
        && other instanceof GatedMlpLayer mlp
        && mlp.hidden == hidden
        && mlp.outputScale == outputScale;
  }

  @Override
  public int hashCode() {
    return 31 * (31 * super.hashCode() + hidden) + Double.hashCode(outputScale);
  }
}
