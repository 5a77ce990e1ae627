package org.longstride.job.model.family;

import java.util.Set;

/** A family of models: what its {@code config.json} means and what its tensors are called. */
public interface ModelFamily {

  /** The values of {@code model_type} that this family understands. */
  Set<String> modelTypes();

  /**
   * Reads a configuration.
   *
   * @throws org.longstride.job.model.CheckpointException if it lacks something, or asks for
   *     something that is not computed
   */
  ModelConfig read(ConfigReader config);

  /**
   * Reads the weights.
   *
   * @throws org.longstride.job.model.CheckpointException if a tensor is missing, has another shape
   *     than the configuration says, or is one that the model would not use
   */
  ModelWeights load(ModelConfig model, TensorReader tensors);
}
