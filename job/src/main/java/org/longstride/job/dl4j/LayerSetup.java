package org.longstride.job.dl4j;

import java.util.Collection;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What Deeplearning4j asks of every layer alike. */
final class LayerSetup {

  private LayerSetup() {}

  /** Gives a new layer its parameters. */
  static <L extends BaseLayer<?>> L of(
      L layer,
      NeuralNetConfiguration conf,
      Collection<TrainingListener> listeners,
      int index,
      INDArray params,
      boolean initialize) {
    layer.setListeners(listeners);
    layer.setIndex(index);
    layer.setParamsViewArray(params);
    layer.setParamTable(conf.getLayer().initializer().init(conf, params, initialize));
    layer.setConf(conf);
    return layer;
  }

  /** A report for a layer that keeps this many elements per row for its gradient. */
  static LayerMemoryReport memory(FeedForwardLayer layer, InputType input, long keptPerRow) {
    long params = layer.initializer().numParams(layer);
    InputType output = layer.getOutputType(-1, input);
    return new LayerMemoryReport.Builder(layer.getLayerName(), layer.getClass(), input, output)
        .standardMemory(params, layer.getIUpdater().stateSize(params))
        .workingMemory(0, 0, 0, keptPerRow)
        .cacheMemory(0, 0)
        .build();
  }
}
