package org.longstride.kernels.vector;

/** The quad kernels in plain Java: the definition of every bit. */
final class ScalarQuadKernels implements QuadKernels {

  @Override
  public void scores(
      float[] q,
      int[] queryAt,
      int depth,
      float[] keys,
      int width,
      int[] keyAt,
      int first,
      int count,
      int shift,
      float[] scores) {
    for (int i = 0; i < QUERIES; i++) {
      for (int j = 0; j < count; j++) {
        for (int lane = 0; lane < LANES; lane++) {
          int key = keyAt[first + j] + shift + lane;
          float score = 0;
          for (int c = 0; c < depth; c++) {
            score = Math.fma(q[queryAt[i] + c], keys[c * width + key], score);
          }
          scores[(i * count + j) * LANES + lane] = score;
        }
      }
    }
  }

  @Override
  public void softmaxStep(
      float[] scores,
      int count,
      float scale,
      int[] visible,
      int visibleAt,
      float[] maximum,
      float[] sum,
      int[] state) {
    int stride = count * LANES;
    for (int i = 0; i < QUERIES; i++) {
      float before = maximum[state[i]];
      float largest = before;
      for (int key = 0; key < stride; key++) {
        int at = i * stride + key;
        boolean seen = isVisible(visible, visibleAt + i * count, key);
        scores[at] = seen ? scores[at] * scale : LaneKernels.NOTHING;
        largest = Math.max(largest, scores[at]);
      }
      largest = Exp2.round(largest);
      for (int key = 0; key < stride; key++) {
        int at = i * stride + key;
        float n = Exp2.round(scores[at]);
        scores[at] =
            isVisible(visible, visibleAt + i * count, key)
                ? Exp2.fraction(scores[at] - n) * Exp2.power(n - largest)
                : 0f;
      }
      maximum[state[i]] = largest;
      sum[state[i]] *= Exp2.power(before - largest);
    }
  }

  private static boolean isVisible(int[] visible, int at, int key) {
    return (visible[at + key / LANES] >>> key % LANES & 1) != 0;
  }

  @Override
  public void weigh(
      float[] weights,
      int stride,
      int[] weightAt,
      float[] values,
      int[] valueAt,
      int[] keys,
      int first,
      int count,
      int shift,
      int columns,
      float[] out,
      int[] outAt,
      float[] sum,
      int[] state) {
    weigh(
        weights, stride, weightAt, values, valueAt, keys, first, count, shift, 0, columns, out,
        outAt);
    for (int i = 0; i < QUERIES; i++) {
      for (int r = first; r < first + count; r++) {
        sum[state[i]] += weights[i * stride + weightAt[r]];
      }
    }
  }

  /** The weighted values of some columns. */
  static void weigh(
      float[] weights,
      int stride,
      int[] weightAt,
      float[] values,
      int[] valueAt,
      int[] keys,
      int first,
      int count,
      int shift,
      int from,
      int to,
      float[] out,
      int[] outAt) {
    for (int i = 0; i < QUERIES; i++) {
      for (int c = from; c < to; c++) {
        float weighted = 0;
        for (int r = first; r < first + count; r++) {
          float weight = weights[i * stride + weightAt[r]];
          weighted = Math.fma(weight, values[valueAt[keys[r] + shift] + c], weighted);
        }
        out[outAt[i] + c] = weighted;
      }
    }
  }
}
