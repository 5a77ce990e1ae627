package org.longstride.kernels.attention.linear;

import java.util.Arrays;
import org.longstride.kernels.attention.HeadArrays;
import org.longstride.kernels.attention.Log2;
import org.longstride.kernels.vector.LaneKernels;

/**
 * Efficient attention of the query heads that share a key-value head (Shen et al. 2021, section
 * 3.2): keys go through a softmax over the sequence, feature by feature, and queries through one
 * over their features; there is nothing left to normalise.
 *
 * <p>The features ride in the lanes and the keys are the rows, so the softmax over the sequence is
 * the lane kernels' own.
 */
final class EfficientHead {

  private final LaneKernels kernels;
  private final HeadArrays arrays;
  private final int d;
  private final int dv;
  private final int width;
  private final double[] weights;
  private final double[] values;
  private final float[] averages;

  private EfficientHead(LaneKernels kernels, HeadArrays arrays) {
    this.kernels = kernels;
    this.arrays = arrays;
    d = arrays.d();
    dv = arrays.dv();
    width = QueryFeatures.width(d);
    weights = new double[width];
    values = new double[dv * width];
    averages = new float[dv * width];
  }

  static void attend(
      LaneKernels kernels, FeatureMap map, HeadArrays arrays, int kvHead, float[] out) {
    EfficientHead head = new EfficientHead(kernels, arrays);
    head.sum(kvHead);
    for (int member = 0; member < arrays.group(); member++) {
      head.read(new QueryFeatures(kernels, map), kvHead * arrays.group() + member, out);
    }
  }

  /** Sums each feature's softmax over the sequence, and the values that it weighs. */
  private void sum(int kvHead) {
    float[] maximum = new float[width];
    float[] sum = new float[width];
    float[] rescale = new float[width];
    float[] scores = new float[KeyTile.SIZE * width];
    float[] tileValues = new float[dv * width];
    int[] offsets = new int[KeyTile.SIZE];
    Arrays.fill(maximum, LaneKernels.NOTHING);
    for (int token = 0; token < arrays.n(); ) {
      int count = 0;
      for (; token < arrays.n() && count < KeyTile.SIZE; token++) {
        if (arrays.isReal(token)) {
          int row = kvHead * arrays.n() + token;
          System.arraycopy(arrays.k(), row * d, scores, count * width, d);
          offsets[count++] = row * dv;
        }
      }
      Arrays.fill(sum, 0);
      Arrays.fill(tileValues, 0);
      kernels.softmaxStep(scores, count, width, Log2.E, null, maximum, sum, rescale);
      kernels.multiplyTransposed(arrays.v(), offsets, count, dv, scores, width, tileValues);
      for (int lane = 0; lane < width; lane++) {
        weights[lane] = weights[lane] * rescale[lane] + sum[lane];
        for (int i = lane; i < values.length; i += width) {
          values[i] = values[i] * rescale[lane] + tileValues[i];
        }
      }
    }
    for (int i = 0; i < values.length; i++) {
      double weight = weights[i % width];
      averages[i] = weight == 0 ? 0 : (float) (values[i] / weight);
    }
  }

  private void read(QueryFeatures query, int head, float[] out) {
    float[] sums = new float[dv * LaneKernels.LANES];
    int[] offsets = new int[dv];
    Arrays.setAll(offsets, row -> row * width);
    for (int from = 0; from < arrays.n(); from += LaneKernels.LANES) {
      int to = Math.min(arrays.n(), from + LaneKernels.LANES);
      int lanes = QueryFeatures.width(to - from);
      query.compute(arrays, head, from, to);
      kernels.multiply(averages, offsets, dv, d, query.phi, lanes, sums, 0, false);
      for (int lane = 0; lane < to - from; lane++) {
        int at = (head * arrays.n() + from + lane) * dv;
        for (int c = 0; c < dv; c++) {
          out[at + c] = sums[c * lanes + lane] / query.sum[lane];
        }
      }
    }
  }
}
