package org.longstride.kernels.attention.linear;

import org.longstride.kernels.attention.HeadArrays;

/**
 * Linear attention as its definition says it, pair by pair in double precision: the judge of the
 * fast one. It shares no code with it.
 */
public final class ReferenceLinearAttention {

  private final FeatureMap map;
  private final HeadArrays arrays;
  private final int m;
  private final double[][] keyScores;

  /** Of these features and these inputs. */
  public ReferenceLinearAttention(FeatureMap map, HeadArrays arrays) {
    this.map = map;
    this.arrays = arrays;
    m = map.features();
    keyScores = new double[arrays.kvHeads() * arrays.n()][];
    for (int row = 0; row < keyScores.length; row++) {
      keyScores[row] = scores(row(arrays.k(), 0, row));
    }
  }

  /** Outputs {@code [heads * n * dv]}. */
  public double[] causal(KeyMaximum maximum) {
    double[] out = new double[arrays.heads() * arrays.n() * arrays.dv()];
    for (int head = 0; head < arrays.heads(); head++) {
      double whole = largestKeyScore(head / arrays.group(), arrays.n());
      for (int i = 0; i < arrays.n(); i++) {
        boolean running = maximum == KeyMaximum.RUNNING;
        double largest = running ? largestKeyScore(head / arrays.group(), i + 1) : whole;
        average(head, i, i + 1, largest, 1e-6, out);
      }
    }
    return out;
  }

  /** Outputs {@code [heads * n * dv]}. */
  public double[] bidirectional() {
    double[] out = new double[arrays.heads() * arrays.n() * arrays.dv()];
    for (int head = 0; head < arrays.heads(); head++) {
      double largest = largestKeyScore(head / arrays.group(), arrays.n());
      for (int i = 0; i < arrays.n(); i++) {
        average(head, i, arrays.n(), largest, 0, out);
      }
    }
    return out;
  }

  private void average(
      int head, int query, int keys, double largest, double normaliserEpsilon, double[] out) {
    int kvHead = head / arrays.group();
    double[] q = queryFeatures(row(arrays.q(), head, query));
    double[] sums = new double[m];
    double[] average = new double[arrays.dv()];
    boolean perFeature = map.kind() == FeatureMap.Kind.EXPONENTIAL && normaliserEpsilon == 0;
    double[] totals = perFeature ? featureTotals(kvHead) : null;
    for (int key = 0; key < keys; key++) {
      if (arrays.isReal(key)) {
        double[] k = keyFeatures(kvHead, key, largest);
        double weight = 0;
        for (int j = 0; j < m; j++) {
          k[j] /= perFeature ? totals[j] : 1;
          sums[j] += k[j];
          weight += q[j] * k[j];
        }
        for (int c = 0; c < arrays.dv(); c++) {
          average[c] += weight * arrays.v()[(kvHead * arrays.n() + key) * arrays.dv() + c];
        }
      }
    }
    double normaliser = 0;
    for (int j = 0; j < m; j++) {
      normaliser += q[j] * (sums[j] + normaliserEpsilon);
    }
    for (int c = 0; c < arrays.dv(); c++) {
      out[(head * arrays.n() + query) * arrays.dv() + c] =
          average[c] == 0 ? 0 : average[c] / normaliser;
    }
  }

  private double[] featureTotals(int kvHead) {
    double[] totals = new double[m];
    for (int key = 0; key < arrays.n(); key++) {
      if (arrays.isReal(key)) {
        double[] k = keyFeatures(kvHead, key, 0);
        for (int j = 0; j < m; j++) {
          totals[j] += k[j];
        }
      }
    }
    return totals;
  }

  private double[] row(float[] x, int head, int token) {
    double[] row = new double[map.d()];
    for (int c = 0; c < map.d(); c++) {
      row[c] = x[(head * arrays.n() + token) * map.d() + c];
    }
    return row;
  }

  private double[] scores(double[] x) {
    if (map.projection() == null) {
      return x.clone();
    }
    double[] scores = new double[m];
    for (int j = 0; j < m; j++) {
      for (int c = 0; c < map.d(); c++) {
        scores[j] += map.projection()[j * map.d() + c] * x[c] * Math.sqrt(map.scale());
      }
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

  private double largestKeyScore(int kvHead, int keys) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int key = 0; key < keys; key++) {
      if (arrays.isReal(key)) {
        largest = Math.max(largest, largest(keyScores[kvHead * arrays.n() + key]));
      }
    }
    return largest;
  }

  private double[] queryFeatures(double[] x) {
    double[] phi = scores(x);
    double largest = largest(phi);
    double half = halfSquare(x);
    double total = 0;
    for (int j = 0; j < m; j++) {
      phi[j] = feature(phi[j], half, largest);
      total += phi[j];
    }
    for (int j = 0; j < m && map.kind() == FeatureMap.Kind.EXPONENTIAL; j++) {
      phi[j] /= total;
    }
    return phi;
  }

  private double[] keyFeatures(int kvHead, int key, double largest) {
    double[] phi = keyScores[kvHead * arrays.n() + key].clone();
    double[] x = row(arrays.k(), kvHead, key);
    double half = halfSquare(x);
    for (int j = 0; j < m; j++) {
      phi[j] = feature(phi[j], half, map.kind() == FeatureMap.Kind.EXPONENTIAL ? 0 : largest);
    }
    return phi;
  }

  private double halfSquare(double[] x) {
    double square = 0;
    for (double value : x) {
      square += value * value * map.scale();
    }
    return square / 2;
  }

  private double feature(double score, double halfSquare, double largest) {
    return switch (map.kind()) {
      case SOFTMAX -> (Math.exp(score - halfSquare - largest) + map.epsilon()) / Math.sqrt(m);
      case RELU -> Math.max(score, 0) + map.epsilon();
      case EXPONENTIAL -> Math.exp(score - largest);
    };
  }
}
