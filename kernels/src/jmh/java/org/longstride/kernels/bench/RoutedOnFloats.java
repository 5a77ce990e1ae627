package org.longstride.kernels.bench;

import org.longstride.kernels.attention.HeadArrays;
import org.longstride.kernels.attention.ScoreOptions;
import org.longstride.kernels.attention.routing.Routing;
import org.longstride.kernels.attention.routing.RoutingAttention;
import org.longstride.kernels.vector.LaneKernels;

/** Our routing attention on plain Java arrays; every run makes its array of outputs. */
final class RoutedOnFloats implements Contestant {

  private final RoutingAttention attention;
  private final HeadArrays arrays;
  private final Routing routing;
  private final ScoreOptions options;
  private float[] outputs = new float[0];

  /** Makes the inputs and the centroids. */
  RoutedOnFloats(Work work, Routed routed) {
    attention = new RoutingAttention(LaneKernels.best(), work.threads());
    arrays = Routed.arrays(work);
    routing = routed.routing(work);
    options = ScoreOptions.scaled(work.d());
  }

  @Override
  public String name() {
    return "Longstride";
  }

  @Override
  public void run() {
    outputs = attention.attend(arrays, routing, options);
  }

  @Override
  public float[] outputs() {
    return outputs;
  }
}
