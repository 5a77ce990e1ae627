package org.longstride.kernels.attention.linear;

import java.util.Random;

/**
 * The random directions of FAVOR+: Gaussian vectors, made orthogonal block by block, which lowers
 * the variance of the kernel's estimate (Choromanski et al. 2020, section 2.4 and theorem 2).
 */
public final class OrthogonalFeatures {

  private OrthogonalFeatures() {}

  /**
   * How many features the paper's own code takes for queries and keys of d elements: {@code floor(d
   * ln d)}, and never none.
   */
  public static int defaultCount(int d) {
    return Math.max(1, (int) (d * StrictMath.log(d)));
  }

  /**
   * Draws directions. Each block of d rows is a uniformly random rotation; each row is then as long
   * as a Gaussian vector of its own, so that every row alone is Gaussian. The same arguments give
   * the same bits on every machine.
   *
   * @param features rows, at least 1; the last block is cut where they do not fill it
   * @param d elements of a row, at least 1
   * @param seed what the draw depends on
   * @return directions {@code [features, d]}
   */
  public static float[] draw(int features, int d, long seed) {
    if (features < 1 || d < 1) {
      throw new IllegalArgumentException(
          "features is " + features + " and d is " + d + ", both must be at least 1");
    }
    Random random = new Random(seed);
    float[] directions = new float[Math.multiplyExact(features, d)];
    for (int from = 0; from < features; from += d) {
      double[][] block = rotation(random, d);
      for (int row = from; row < Math.min(features, from + d); row++) {
        double[] other = gaussian(random, d);
        double length = Math.sqrt(dot(other, other));
        for (int c = 0; c < d; c++) {
          directions[row * d + c] = (float) (block[row - from][c] * length);
        }
      }
    }
    return directions;
  }

  /**
   * Orthonormal rows, by Gram and Schmidt's process on Gaussian rows. It is the QR factorization
   * whose R has a positive diagonal, the one that makes the rotation uniform. Each row is projected
   * twice, which leaves it orthogonal to the last bits.
   */
  private static double[][] rotation(Random random, int d) {
    double[][] rows = new double[d][];
    for (int r = 0; r < d; r++) {
      double[] row = gaussian(random, d);
      for (int time = 0; time < 2; time++) {
        for (int earlier = 0; earlier < r; earlier++) {
          double along = dot(row, rows[earlier]);
          for (int c = 0; c < d; c++) {
            row[c] -= along * rows[earlier][c];
          }
        }
      }
      double length = Math.sqrt(dot(row, row));
      for (int c = 0; c < d; c++) {
        row[c] /= length;
      }
      rows[r] = row;
    }
    return rows;
  }

  private static double[] gaussian(Random random, int d) {
    double[] x = new double[d];
    for (int c = 0; c < d; c++) {
      x[c] = random.nextGaussian();
    }
    return x;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int c = 0; c < a.length; c++) {
      sum += a[c] * b[c];
    }
    return sum;
  }
}
