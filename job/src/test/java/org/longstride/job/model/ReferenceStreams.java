package org.longstride.job.model;

import java.util.List;
import org.longstride.kernels.attention.linear.OrthogonalFeatures;
import org.longstride.kernels.attention.routing.Centroids;
import org.longstride.kernels.pattern.Draw;

/** Attention that is no pattern, as the papers define it, in double precision. */
final class ReferenceStreams {

  private ReferenceStreams() {}

  /**
   * FAVOR+ (Choromanski et al. 2020, sections 2.2 to 2.4), with the constants of its code: causal,
   * the keys' maximum over those so far.
   *
   * @param group query heads of a key-value head
   * @param relu whether the kernel is ReLU's and not the softmax's
   */
  static ReferenceTransformer.Head performer(int features, int seed, int group, boolean relu) {
    return (layer, head, query, q, k, v) -> {
      int d = q[0].length;
      long own = Draw.mix(Draw.mix(Draw.mix(seed) + layer) + head / group);
      float[] w = OrthogonalFeatures.draw(features, d, own);
      double largest = Double.NEGATIVE_INFINITY;
      for (int key = 0; key <= query; key++) {
        largest = Math.max(largest, largest(project(w, k[key])));
      }
      double[] phiQ = features(w, q[query], largest(project(w, q[query])), relu);
      double[] out = new double[d];
      double normaliser = 0;
      for (int key = 0; key <= query; key++) {
        double weight = ReferenceTransformer.dot(phiQ, features(w, k[key], largest, relu));
        normaliser += weight;
        for (int c = 0; c < d; c++) {
          out[c] += weight * v[key][c];
        }
      }
      for (double phi : phiQ) {
        normaliser += phi * 1e-6;
      }
      for (int c = 0; c < d; c++) {
        out[c] /= normaliser;
      }
      return out;
    };
  }

  private static double[] project(float[] w, double[] x) {
    double[] scores = new double[w.length / x.length];
    for (int i = 0; i < w.length; i++) {
      scores[i / x.length] += w[i] * x[i % x.length] / Math.pow(x.length, 0.25);
    }
    return scores;
  }

  private static double largest(double[] x) {
    double largest = Double.NEGATIVE_INFINITY;
    for (double value : x) {
      largest = Math.max(largest, value);
    }
    return largest;
  }

  private static double[] features(float[] w, double[] x, double largest, boolean relu) {
    double half = ReferenceTransformer.dot(x, x) / Math.sqrt(x.length) / 2;
    double[] phi = project(w, x);
    for (int j = 0; j < phi.length; j++) {
      phi[j] =
          relu
              ? Math.max(phi[j], 0) + 1e-3
              : (Math.exp(phi[j] - half - largest) + 1e-4) / Math.sqrt(phi.length);
    }
    return phi;
  }

  /**
   * Routing by assignment: the earlier keys of the query's cluster, and its own (Roy et al. 2021,
   * section 4.1, with clusters instead of top picks).
   */
  static ReferenceTransformer.Head routing(List<Centroids> layers, int group) {
    return (layer, head, query, q, k, v) -> {
      Centroids centroids = layers.get(layer);
      int own = nearest(centroids, head / group, q[query]);
      return ReferenceTransformer.softmax(
          query,
          q[query],
          k,
          v,
          key -> key == query || nearest(centroids, head / group, k[key]) == own);
    };
  }

  private static int nearest(Centroids centroids, int kvHead, double[] x) {
    int nearest = 0;
    double most = Double.NEGATIVE_INFINITY;
    for (int cluster = 0; cluster < centroids.clusters(); cluster++) {
      double product = 0;
      for (int c = 0; c < x.length; c++) {
        int at = (kvHead * centroids.clusters() + cluster) * x.length + c;
        product += x[c] * centroids.means()[at];
      }
      if (product > most) {
        most = product;
        nearest = cluster;
      }
    }
    return nearest;
  }
}
