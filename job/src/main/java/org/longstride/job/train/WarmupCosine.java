package org.longstride.job.train;

import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * A learning rate that rises linearly for some steps and falls along half a cosine to a floor.
 *
 * @param peak the highest rate
 * @param floor the rate of the last step
 * @param warmup steps until the highest rate
 * @param steps steps of the whole training
 */
public record WarmupCosine(
    @JsonProperty("peak") double peak,
    @JsonProperty("floor") double floor,
    @JsonProperty("warmup") int warmup,
    @JsonProperty("steps") int steps)
    implements ISchedule {

  private static final long serialVersionUID = 1L;

  @Override
  public double valueAt(int iteration, int epoch) {
    if (iteration < warmup) {
      return peak * (iteration + 1) / warmup;
    }
    double part = Math.min(1, (iteration - warmup) / (double) Math.max(1, steps - warmup));
    return floor + (peak - floor) * (1 + Math.cos(Math.PI * part)) / 2;
  }

  @Override
  public ISchedule clone() {
    return this;
  }
}
