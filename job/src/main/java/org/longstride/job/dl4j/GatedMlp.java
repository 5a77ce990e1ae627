package org.longstride.job.dl4j;

import java.util.Arrays;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.longstride.kernels.vector.LaneKernels;
import org.longstride.kernels.vector.LaneTiles;
import org.longstride.kernels.vector.PackedRows;
import org.nd4j.linalg.api.buffer.DataType;

/** Computes {@link GatedMlpLayer}, 64 rows at a time, all of it in cache. */
public class GatedMlp extends RowLayer<GatedMlpLayer> {

  private static final long serialVersionUID = 1L;
  private static final int LANES = LaneKernels.LANES;

  /** Keeps a gate away from 0, where silu(g)/g has no value; far below the last bit of others. */
  private static final float NOT_ZERO = 1e-20f;

  private transient float[][] gates;
  private transient float[][] ups;

  /** For Deeplearning4j. */
  public GatedMlp(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
  }

  @Override
  void forward(float[] weights, int rows, Rows x, Rows y, boolean training) {
    int d = (int) layerConf().getNIn();
    int m = layerConf().getHidden();
    LaneMatrix gate = LaneMatrix.at(0, d, m);
    LaneMatrix up = LaneMatrix.at(gate.end(), d, m);
    LaneMatrix down = LaneMatrix.at(up.end(), m, d);
    PackedRows toGate = gate.packed(weights);
    PackedRows toUp = up.packed(weights);
    PackedRows toOutput = down.packed(weights);
    Shards shards = new Shards(rows, rows);
    gates = training ? kept(gates, shards.tiles(), m) : null;
    ups = training ? kept(ups, shards.tiles(), m) : null;
    shards.forEachTile(
        shard -> {
          float[] block = new float[LANES * d];
          float[] lanes = new float[LANES * d];
          float[] hidden = new float[LANES * m];
          float[] shardGate = training ? null : new float[LANES * m];
          float[] shardUp = training ? null : new float[LANES * m];
          return (tile, row, count) -> {
            float[] g = training ? gates[tile] : shardGate;
            float[] u = training ? ups[tile] : shardUp;
            x.read(row * d, block, 0, count * d);
            LaneTiles.toLanes(block, 0, d, count, d, lanes, 0);
            LaneMatrix.apply(toGate, lanes, g, 0);
            LaneMatrix.apply(toUp, lanes, u, 0);
            System.arraycopy(g, 0, hidden, 0, LANES * m);
            LaneKernels.best().activations().silu(hidden, 0, LANES * m);
            for (int i = 0; i < LANES * m; i++) {
              hidden[i] *= u[i];
            }
            LaneMatrix.apply(toOutput, hidden, lanes, 0);
            LaneTiles.toRows(lanes, 0, d, block, 0, d, count);
            y.write(block, 0, row * d, count * d);
          };
        });
  }

  @Override
  float[] backward(float[] weights, int rows, Rows x, Rows dy, Rows dx) {
    int d = (int) layerConf().getNIn();
    int m = layerConf().getHidden();
    LaneMatrix gate = LaneMatrix.at(0, d, m);
    LaneMatrix up = LaneMatrix.at(gate.end(), d, m);
    LaneMatrix down = LaneMatrix.at(up.end(), m, d);
    float[][] gradients = new float[Shards.COUNT][];
    new Shards(rows, rows)
        .forEachTile(
            shard -> {
              float[] gradient = gradients[shard] = new float[weights.length];
              float[] xRows = new float[LANES * d];
              float[] rowsOut = new float[LANES * d];
              float[] lanes = new float[LANES * d];
              float[] hidden = new float[LANES * m];
              float[] hiddenRows = new float[LANES * m];
              float[] slope = new float[LANES * m];
              return (tile, row, count) -> {
                Arrays.fill(xRows, count * d, LANES * d, 0f);
                x.read(row * d, xRows, 0, count * d);
                dy.read(row * d, rowsOut, 0, count * d);
                LaneTiles.toLanes(rowsOut, 0, d, count, d, lanes, 0);
                Arrays.fill(slope, 0f);
                down.applyTransposed(weights, lanes, slope);
                float[] g = gates[tile];
                float[] u = ups[tile];
                slopes(g, u, slope, hidden);
                LaneTiles.toRows(hidden, 0, m, hiddenRows, 0, m, LANES);
                down.addGradient(lanes, hiddenRows, gradient);
                gate.addGradient(g, xRows, gradient);
                up.addGradient(u, xRows, gradient);
                Arrays.fill(lanes, 0f);
                gate.applyTransposed(weights, g, lanes);
                up.applyTransposed(weights, u, lanes);
                LaneTiles.toRows(lanes, 0, d, rowsOut, 0, d, count);
                dx.write(rowsOut, 0, row * d, count * d);
              };
            });
    return Shards.sum(gradients, weights.length);
  }

  /**
   * Replaces gate and up by their gradients, and computes the hidden features again. The derivative
   * of silu is {@code s + silu (1 - s)} with the logistic function {@code s = silu(g) / g}.
   */
  private static void slopes(float[] g, float[] u, float[] slope, float[] hidden) {
    for (int i = 0; i < g.length; i++) {
      g[i] += NOT_ZERO;
    }
    System.arraycopy(g, 0, hidden, 0, g.length);
    LaneKernels.best().activations().silu(hidden, 0, g.length);
    for (int i = 0; i < g.length; i++) {
      float silu = hidden[i];
      float logistic = silu / g[i];
      float up = u[i];
      hidden[i] = silu * up;
      u[i] = slope[i] * silu;
      g[i] = slope[i] * up * (logistic + silu * (1f - logistic));
    }
  }

  private static float[][] kept(float[][] before, int tiles, int features) {
    return before != null && before.length == tiles ? before : new float[tiles][LANES * features];
  }
}
