package org.longstride.job.train;

import java.util.ArrayList;
import java.util.List;
import org.longstride.job.model.transformer.TransformerModel;
import org.longstride.kernels.attention.HeadArrays;
import org.longstride.kernels.attention.routing.CentroidLearner;
import org.longstride.kernels.attention.routing.Centroids;
import org.longstride.kernels.pattern.Draw;
import org.longstride.kernels.vector.LaneKernels;

/**
 * Learns the centroids that a model can be routed by, from the queries and keys of its layers while
 * it reads documents with its own attention ({@link CentroidLearner}: k-means on the first chunk,
 * then a moving average, chunk by chunk). The weights of the model stay. The same documents in the
 * same order and the same seed give the same bits.
 */
public final class CentroidTraining {

  /** A first chunk has no more tokens to begin from. */
  public static final int MOST_CLUSTERS = 1024;

  private final TransformerModel model;
  private final int clusters;
  private final double decay;
  private final long seed;
  private final List<CentroidLearner> learners = new ArrayList<>();

  /**
   * A training that has seen nothing.
   *
   * @param model reads with the attention that it has
   * @param clusters clusters of a head, from 1 to {@link #MOST_CLUSTERS}
   * @param decay what a chunk leaves of the old centroids, from 0 to 1
   * @param seed decides which tokens of the first chunk the centroids start from
   * @throws IllegalArgumentException if a number is out of its bounds
   */
  public CentroidTraining(TransformerModel model, int clusters, double decay, long seed) {
    if (clusters < 1 || clusters > MOST_CLUSTERS) {
      throw new IllegalArgumentException(
          "clusters is " + clusters + ", must be from 1 to " + MOST_CLUSTERS);
    }
    if (!(decay >= 0 && decay <= 1)) {
      throw new IllegalArgumentException("decay is " + decay + ", must be from 0 to 1");
    }
    this.model = model.watchedBy(this::see);
    this.clusters = clusters;
    this.decay = decay;
    this.seed = seed;
  }

  /**
   * Reads a document.
   *
   * @throws IllegalArgumentException if the model does not take it, or it is the first and has
   *     fewer tokens than there are clusters
   */
  public void read(int[] tokens) {
    if (learners.isEmpty() && tokens.length < clusters) {
      throw new IllegalArgumentException(
          "clusters is "
              + clusters
              + ", the first document has only "
              + tokens.length
              + " tokens; give a longer one first, or ask for fewer clusters");
    }
    model.score(tokens, (position, logProbability) -> {});
  }

  private void see(int layer, HeadArrays chunk) {
    if (layer == learners.size()) {
      long own = Draw.mix(Draw.mix(seed) + layer);
      learners.add(new CentroidLearner(LaneKernels.best(), chunk.kvHeads(), clusters, decay, own));
    }
    learners.get(layer).see(chunk);
  }

  /**
   * The centroids so far, those of each layer.
   *
   * @throws IllegalStateException if no document was read
   */
  public List<Centroids> centroids() {
    if (learners.isEmpty()) {
      throw new IllegalStateException("no document was read: call read before centroids");
    }
    return learners.stream().map(CentroidLearner::centroids).toList();
  }
}
