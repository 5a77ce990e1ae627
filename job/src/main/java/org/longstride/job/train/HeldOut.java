package org.longstride.job.train;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;

/**
 * A glance at text that is not learned: windows spread evenly over it, each read from its
 * beginning.
 */
final class HeldOut {

  private static final int SEQUENCES = 32;

  private final List<ByteWindows.Batch> batches = new ArrayList<>();

  HeldOut(byte[] text, int context, int batchSize) {
    if (text.length < context) {
      throw new IllegalArgumentException(
          "the held-out text has " + text.length + " bytes, must have one sequence of " + context);
    }
    for (int s = 0; s < SEQUENCES; s += batchSize) {
      int[] tokens = new int[batchSize * context];
      int[] next = new int[batchSize * context];
      for (int i = 0; i < batchSize; i++) {
        long from = (long) (text.length - context) * (s + i) / (SEQUENCES + batchSize);
        ByteWindows.fill(text, (int) from, context, tokens, next, i * context);
      }
      batches.add(ByteWindows.batch(tokens, next));
    }
  }

  double bitsPerByte(ComputationGraph graph) {
    double sum = 0;
    for (ByteWindows.Batch batch : batches) {
      MultiDataSet data =
          new MultiDataSet(new INDArray[] {batch.tokens()}, new INDArray[] {batch.next()});
      sum += graph.score(data, false);
    }
    return sum / batches.size() / Math.log(2);
  }
}
