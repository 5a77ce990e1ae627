package org.longstride.kernels.bench;

import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.longstride.kernels.attention.HeadArrays;
import org.longstride.kernels.attention.ScoreOptions;
import org.longstride.kernels.attention.routing.Centroids;
import org.longstride.kernels.attention.routing.ReferenceRouting;
import org.longstride.kernels.attention.routing.Routing;

/**
 * Routing attention as its paper has it: queries are keys too, and each cluster takes as many of
 * them as there would be of even clusters.
 *
 * @param clusters clusters of a head
 */
record Routed(int clusters) implements Kind {

  static final Spelling SPELLING = new Spelling("routing", "clusters", 128);

  static Routed parse(String spelling) {
    return new Routed(SPELLING.number(spelling));
  }

  /** Who finds whom; the same centroids for everyone. */
  Routing routing(Work work) {
    Random random = new Random(1);
    float[] means = new float[work.heads() * clusters * work.d()];
    for (int i = 0; i < means.length; i++) {
      means[i] = (float) (random.nextGaussian() / Math.sqrt(work.d()));
    }
    return Routing.causal(new Centroids(work.heads(), clusters, work.d(), means), window(work));
  }

  private int window(Work work) {
    return work.n() / clusters;
  }

  static HeadArrays arrays(Work work) {
    float[] queries = Inputs.QUERIES.all(work);
    return Inputs.arrays(work, queries, queries);
  }

  @Override
  public int checkedTokens() {
    return 1024;
  }

  @Override
  public void check(Work work) {
    if (window(work) < 1) {
      throw new IllegalArgumentException(
          String.format(
              "routing(%d) of %d tokens is not timed, at least as many tokens as clusters are",
              clusters, work.n()));
    }
  }

  /** Pairs of a query and an earlier key of its cluster, and of a token and a centroid. */
  @Override
  public double flops(Work work) {
    double pairs = clusters * (window(work) * (window(work) - 1.0) / 2);
    return work.heads() * work.d() * (4 * pairs + 2.0 * clusters * work.n());
  }

  @Override
  public double[] reference(Work work) {
    ScoreOptions options = ScoreOptions.scaled(work.d());
    return new ReferenceRouting(arrays(work), routing(work), options).attend();
  }

  @Override
  public List<Supplier<Contestant>> contestants(Work work) {
    return List.of(() -> new RoutedOnFloats(work, this));
  }
}
