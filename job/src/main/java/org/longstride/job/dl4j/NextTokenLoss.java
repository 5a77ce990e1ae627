package org.longstride.job.dl4j;

import java.util.Arrays;
import org.longstride.kernels.vector.LaneKernels;
import org.longstride.kernels.vector.LaneTiles;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.ILossFunction;

/**
 * The negative log-probability of each row's next token, in nats, under a softmax: what
 * Deeplearning4j's {@code LossSparseMCXENT} computes, in one pass over the logits instead of
 * fifteen, and without clipping.
 *
 * <p>Labels are token ids {@code [rows, 1]}, predictions are logits {@code [rows, vocabulary]}.
 */
public class NextTokenLoss implements ILossFunction {

  private static final long serialVersionUID = 1L;
  private static final int LANES = LaneKernels.LANES;
  private static final double LN_2 = Math.log(2);
  private static final float LOG2_E = (float) (1 / LN_2);

  @Override
  public double computeScore(
      INDArray labels, INDArray logits, IActivation activation, INDArray mask, boolean average) {
    double[] losses = losses(labels, logits, activation, mask, null);
    double sum = Arrays.stream(losses).sum();
    return average ? sum / losses.length : sum;
  }

  @Override
  public INDArray computeScoreArray(
      INDArray labels, INDArray logits, IActivation activation, INDArray mask) {
    double[] losses = losses(labels, logits, activation, mask, null);
    return Nd4j.createFromArray(losses).castTo(logits.dataType()).reshape(losses.length, 1);
  }

  @Override
  public INDArray computeGradient(
      INDArray labels, INDArray logits, IActivation activation, INDArray mask) {
    INDArray gradient = Nd4j.createUninitialized(logits.dataType(), logits.shape(), 'c');
    losses(labels, logits, activation, mask, new Rows(gradient));
    return gradient;
  }

  @Override
  public Pair<Double, INDArray> computeGradientAndScore(
      INDArray labels, INDArray logits, IActivation activation, INDArray mask, boolean average) {
    return new Pair<>(
        computeScore(labels, logits, activation, mask, average),
        computeGradient(labels, logits, activation, mask));
  }

  /** The loss of each row; fills in {@code softmax - 1} at the label, {@code softmax} elsewhere. */
  private static double[] losses(
      INDArray labels, INDArray logits, IActivation activation, INDArray mask, Rows gradient) {
    if (!(activation instanceof ActivationSoftmax)) {
      throw new IllegalArgumentException(
          "activation is " + activation + ", must be softmax for the next token's loss");
    }
    if (mask != null) {
      throw new IllegalArgumentException("a mask is given, the next token's loss takes none");
    }
    int rows = (int) logits.size(0);
    int vocabulary = (int) logits.size(1);
    int[] next = labels.reshape(rows).toIntVector();
    Rows in = new Rows(logits);
    double[] losses = new double[rows];
    new Shards(rows, rows)
        .forEachTile(
            shard -> {
              float[] block = new float[LANES * vocabulary];
              float[] tile = new float[LANES * vocabulary];
              float[] maximum = new float[LANES];
              float[] sum = new float[LANES];
              float[] rescale = new float[LANES];
              return (index, row, count) -> {
                in.read(row * vocabulary, block, 0, count * vocabulary);
                LaneTiles.toLanes(block, 0, vocabulary, count, vocabulary, tile, 0);
                Arrays.fill(maximum, LaneKernels.NOTHING);
                Arrays.fill(sum, 0f);
                LaneKernels.best()
                    .softmaxStep(tile, vocabulary, LANES, LOG2_E, null, maximum, sum, rescale);
                for (int lane = 0; lane < count; lane++) {
                  float logit = block[lane * vocabulary + next[row + lane]];
                  losses[row + lane] = maximum[lane] * LN_2 + Math.log(sum[lane]) - logit;
                }
                if (gradient != null) {
                  for (int at = 0; at < LANES * vocabulary; at += LANES) {
                    for (int lane = 0; lane < LANES; lane++) {
                      tile[at + lane] /= sum[lane];
                    }
                  }
                  LaneTiles.toRows(tile, 0, vocabulary, block, 0, vocabulary, count);
                  for (int lane = 0; lane < count; lane++) {
                    block[lane * vocabulary + next[row + lane]] -= 1f;
                  }
                  gradient.write(block, 0, row * vocabulary, count * vocabulary);
                }
              };
            });
    return losses;
  }

  @Override
  public String name() {
    return toString();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NextTokenLoss;
  }

  @Override
  public int hashCode() {
    return NextTokenLoss.class.hashCode();
  }

  @Override
  public String toString() {
    return "NextTokenLoss()";
  }
}
