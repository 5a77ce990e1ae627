package org.longstride.kernels.vector;

/** The quad kernels in plain Java: the definition of every bit. */
final class ScalarQuadKernels implements QuadKernels {

  @Override
  public void scores(
      float[] q,
      int[] queryAt,
      int[] lanes,
      int lanesAt,
      int depth,
      float[] keys,
      int width,
      int[] keyAt,
      int first,
      int count,
      int shift,
      float[] scores,
      int at) {
    for (int i = 0; i < QUERIES; i++) {
      for (int j = 0; j < count; j++) {
        for (int lane = 0; lane < LANES; lane++) {
          int key = keyAt[first + j] + shift + lane;
          float score = 0;
          for (int c = 0; c < depth; c++) {
            score = Math.fma(q[queryAt[lanes[lanesAt + i]] + c], keys[c * width + key], score);
          }
          scores[at + i * STRIDE + j * LANES + lane] = score;
        }
      }
    }
  }

  @Override
  public void softmaxStep(
      float[] scores,
      int at,
      int count,
      float scale,
      int[] visible,
      int visibleAt,
      float[] maximum,
      float[] sum,
      int[] lanes,
      int lanesAt) {
    for (int i = 0; i < QUERIES; i++) {
      float before = maximum[lanes[lanesAt + i]];
      float largest = before;
      for (int key = 0; key < count * LANES; key++) {
        int x = at + i * STRIDE + key;
        boolean seen = isVisible(visible, visibleAt + i * count, key);
        scores[x] = seen ? scores[x] * scale : LaneKernels.NOTHING;
        largest = Math.max(largest, scores[x]);
      }
      largest = Exp2.round(largest);
      for (int key = 0; key < count * LANES; key++) {
        int x = at + i * STRIDE + key;
        float n = Exp2.round(scores[x]);
        scores[x] =
            isVisible(visible, visibleAt + i * count, key)
                ? Exp2.fraction(scores[x] - n) * Exp2.power(n - largest)
                : 0f;
      }
      maximum[lanes[lanesAt + i]] = largest;
      sum[lanes[lanesAt + i]] *= Exp2.power(before - largest);
    }
  }

  private static boolean isVisible(int[] visible, int at, int key) {
    return (visible[at + key / LANES] >>> key % LANES & 1) != 0;
  }

  @Override
  public void weigh(
      float[] weights,
      int at,
      int[] weightAt,
      float[] values,
      int[] rows,
      int first,
      int count,
      int shift,
      int columns,
      float[] out,
      int[] outAt,
      float[] sum,
      int[] lanes,
      int lanesAt) {
    weigh(
        weights, at, weightAt, values, rows, first, count, shift, columns, 0, columns, out, outAt,
        lanes, lanesAt);
    for (int i = 0; i < QUERIES; i++) {
      for (int r = first; r < first + count; r++) {
        sum[lanes[lanesAt + i]] += weights[at + i * STRIDE + weightAt[r]];
      }
    }
  }

  /** The weighted values of some columns. */
  static void weigh(
      float[] weights,
      int at,
      int[] weightAt,
      float[] values,
      int[] rows,
      int first,
      int count,
      int shift,
      int columns,
      int from,
      int to,
      float[] out,
      int[] outAt,
      int[] lanes,
      int lanesAt) {
    for (int i = 0; i < QUERIES; i++) {
      for (int c = from; c < to; c++) {
        float weighted = 0;
        for (int r = first; r < first + count; r++) {
          float weight = weights[at + i * STRIDE + weightAt[r]];
          weighted = Math.fma(weight, values[(rows[r] + shift) * columns + c], weighted);
        }
        out[outAt[lanes[lanesAt + i]] + c] = weighted;
      }
    }
  }
}
