package org.longstride.job.dl4j;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
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
 * Causal self-attention in which each head sees the keys that a pattern shows it, with rotary
 * positions (Su et al. 2021, halves rotated against each other as in Hugging Face's Llama).
 *
 * <p>Rows in, rows out: {@code [sequences * context, size]}, each sequence being {@code context}
 * consecutive rows. Parameters, all without bias: {@code Wq [size, heads * headSize]}, {@code Wk,
 * Wv [size, kvHeads * headSize]}, {@code Wo [heads * headSize, size]}.
 */
public class SparseSelfAttentionLayer extends FeedForwardLayer {

  private static final long serialVersionUID = 1L;

  private AttentionShape shape;
  private double outputScale = 1;

  /** For deserialisation. */
  public SparseSelfAttentionLayer() {}

  /**
   * Attention on rows of {@code size} features.
   *
   * @param size features in and out, a multiple of 16
   * @param shape heads, context and pattern
   * @param outputScale factor on the initial values of {@code Wo}
   */
  public SparseSelfAttentionLayer(int size, AttentionShape shape, double outputScale) {
    if (size % 16 != 0) {
      throw new IllegalArgumentException("size is " + size + ", must be a multiple of 16");
    }
    setNIn(size);
    setNOut(size);
    this.shape = shape;
    this.outputScale = outputScale;
  }

  /** Heads, context and pattern. */
  public AttentionShape getShape() {
    return shape;
  }

  /** For deserialisation. */
  public void setShape(AttentionShape shape) {
    this.shape = shape;
  }

  /** Factor on the initial values of {@code Wo}. */
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
    return LayerSetup.of(
        new SparseSelfAttention(conf, dataType), conf, listeners, index, params, initialize);
  }

  @Override
  public ParamInitializer initializer() {
    return new WeightMatrices(layer -> ((SparseSelfAttentionLayer) layer).matrices());
  }

  private List<WeightMatrix> matrices() {
    int size = (int) nIn;
    int queries = shape.heads() * shape.headSize();
    int keys = shape.kvHeads() * shape.headSize();
    return List.of(
        new WeightMatrix("Wq", size, queries, 1),
        new WeightMatrix("Wk", size, keys, 1),
        new WeightMatrix("Wv", size, keys, 1),
        new WeightMatrix("Wo", queries, size, outputScale));
  }

  @Override
  public LayerMemoryReport getMemoryReport(InputType input) {
    return LayerSetup.memory(
        this, input, 2L * (shape.heads() + shape.kvHeads()) * shape.headSize());
  }

  @Override
  public boolean equals(Object other) {
    return super.equals(other)
        && other instanceof SparseSelfAttentionLayer attention
        && Objects.equals(attention.shape, shape)
        && attention.outputScale == outputScale;
  }

  @Override
  public int hashCode() {
    return Objects.hash(super.hashCode(), shape, outputScale);
  }
}
