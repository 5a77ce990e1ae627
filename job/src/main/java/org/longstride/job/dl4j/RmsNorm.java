package org.longstride.job.dl4j;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.nd4j.linalg.api.buffer.DataType;

/** Computes {@link RmsNormLayer}. */
public class RmsNorm extends RowLayer<RmsNormLayer> {

  private static final long serialVersionUID = 1L;

  /** Rows that are read at a time. */
  private static final int BLOCK = 64;

  /** For Deeplearning4j. */
  public RmsNorm(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
  }

  @Override
  void forward(float[] gain, int rows, Rows x, Rows y, boolean training) {
    int d = gain.length;
    new Shards(rows, rows)
        .forEachTile(
            shard -> {
              float[] block = new float[BLOCK * d];
              return (tile, row, count) -> {
                x.read(row * d, block, 0, count * d);
                for (int at = 0; at < count * d; at += d) {
                  float factor = factor(block, at, d);
                  for (int c = 0; c < d; c++) {
                    block[at + c] *= factor * gain[c];
                  }
                }
                y.write(block, 0, row * d, count * d);
              };
            });
  }

  @Override
  float[] backward(float[] gain, int rows, Rows x, Rows dy, Rows dx) {
    int d = gain.length;
    float[][] gradients = new float[Shards.COUNT][];
    new Shards(rows, rows)
        .forEachTile(
            shard -> {
              float[] block = new float[BLOCK * d];
              float[] slope = new float[BLOCK * d];
              float[] gradient = gradients[shard] = new float[d];
              return (tile, row, count) -> {
                x.read(row * d, block, 0, count * d);
                dy.read(row * d, slope, 0, count * d);
                for (int at = 0; at < count * d; at += d) {
                  backward(gain, d, block, slope, at, gradient);
                }
                dx.write(slope, 0, row * d, count * d);
              };
            });
    return Shards.sum(gradients, d);
  }

  /** {@code dx = f g dy - x f^3/d sum(g dy x)}, f being the factor of the row. */
  private void backward(float[] gain, int d, float[] x, float[] slope, int at, float[] gradient) {
    float factor = factor(x, at, d);
    for (int c = 0; c < d; c++) {
      gradient[c] += slope[at + c] * x[at + c] * factor;
      slope[at + c] *= gain[c];
    }
    float along = dot(slope, x, at, d) * factor * factor * factor / d;
    for (int c = 0; c < d; c++) {
      slope[at + c] = slope[at + c] * factor - x[at + c] * along;
    }
  }

  private float factor(float[] x, int at, int d) {
    return (float) (1 / Math.sqrt(dot(x, x, at, d) / d + layerConf().getEpsilon()));
  }

  /** Four chains, so that the additions do not wait for each other. */
  private static float dot(float[] a, float[] b, int at, int d) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    int i = at;
    for (; i + 4 <= at + d; i += 4) {
      s0 = Math.fma(a[i], b[i], s0);
      s1 = Math.fma(a[i + 1], b[i + 1], s1);
      s2 = Math.fma(a[i + 2], b[i + 2], s2);
      s3 = Math.fma(a[i + 3], b[i + 3], s3);
    }
    for (; i < at + d; i++) {
      s0 = Math.fma(a[i], b[i], s0);
    }
    return (s0 + s1) + (s2 + s3);
  }
}
