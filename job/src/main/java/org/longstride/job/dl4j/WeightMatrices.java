package org.longstride.job.dl4j;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Parameters that are matrices without biases, one behind the other. Each is {@code [nIn, nOut]} in
 * column order, as Deeplearning4j has it: in memory a row of {@code nIn} weights per feature out.
 */
class WeightMatrices implements ParamInitializer {

  private final Function<Layer, List<WeightMatrix>> matrices;

  WeightMatrices(Function<Layer, List<WeightMatrix>> matrices) {
    this.matrices = matrices;
  }

  @Override
  public long numParams(NeuralNetConfiguration conf) {
    return numParams(conf.getLayer());
  }

  @Override
  public long numParams(Layer layer) {
    return matrices.apply(layer).stream().mapToLong(WeightMatrix::length).sum();
  }

  @Override
  public List<String> paramKeys(Layer layer) {
    return weightKeys(layer);
  }

  @Override
  public List<String> weightKeys(Layer layer) {
    return matrices.apply(layer).stream().map(WeightMatrix::name).toList();
  }

  @Override
  public List<String> biasKeys(Layer layer) {
    return List.of();
  }

  @Override
  public boolean isWeightParam(Layer layer, String key) {
    return true;
  }

  @Override
  public boolean isBiasParam(Layer layer, String key) {
    return false;
  }

  @Override
  public Map<String, INDArray> init(
      NeuralNetConfiguration conf, INDArray paramsView, boolean initializeParams) {
    FeedForwardLayer layer = (FeedForwardLayer) conf.getLayer();
    Map<String, INDArray> views = getGradientsFromFlattened(conf, paramsView);
    for (WeightMatrix matrix : matrices.apply(layer)) {
      conf.addVariable(matrix.name());
      if (initializeParams) {
        INDArray view = views.get(matrix.name());
        long[] shape = view.shape();
        INDArray flat = view.reshape('f', new long[] {view.length()});
        layer.getWeightInitFn().init(matrix.nIn(), matrix.nOut(), shape, 'f', flat);
        view.muli(matrix.scale());
      }
    }
    return Collections.synchronizedMap(views);
  }

  @Override
  public Map<String, INDArray> getGradientsFromFlattened(
      NeuralNetConfiguration conf, INDArray flattened) {
    INDArray flat = flattened.reshape(flattened.length());
    Map<String, INDArray> views = new LinkedHashMap<>();
    long from = 0;
    for (WeightMatrix matrix : matrices.apply(conf.getLayer())) {
      INDArray part = flat.get(NDArrayIndex.interval(from, from + matrix.length()));
      views.put(matrix.name(), part.reshape('f', matrix.nIn(), matrix.nOut()));
      from += matrix.length();
    }
    return views;
  }
}
