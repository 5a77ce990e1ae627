package org.longstride.job.model.transformer;

import org.longstride.kernels.attention.HeadArrays;

/** Sees what a model's layers attend with. */
@FunctionalInterface
public interface LayerObserver {

  /**
   * Sees a layer's next tokens.
   *
   * @param layer the layer, from 0
   * @param next their queries and keys, normed and turned to their positions as attention gets
   *     them, and their values; valid only during the call
   */
  void see(int layer, HeadArrays next);
}
