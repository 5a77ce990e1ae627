package org.longstride.job.model.transformer;

import org.longstride.job.model.LikelihoodSink;
import org.longstride.kernels.vector.LaneKernels;
import org.longstride.kernels.vector.PackedRows;

/**
 * The head, fused with the cross-entropy: the vocabulary passes in blocks, and no more logits exist
 * than one block's for one tile.
 */
final class VocabularyHead {

  private static final int LANES = LaneKernels.LANES;

  private final LaneKernels kernels;
  private final PackedRows weight;

  /**
   * A head.
   *
   * @param weight {@code [vocabulary, hidden]}
   */
  VocabularyHead(LaneKernels kernels, PackedRows weight) {
    this.kernels = kernels;
    this.weight = weight;
  }

  /**
   * Says how likely each token was that follows one of some tiles.
   *
   * @param x normed lane tiles {@code [hidden, 64]}
   * @param first the first token of the first tile
   * @param tiles how many
   * @param tokens the document
   */
  void score(
      float[][] x,
      int first,
      int tiles,
      int[] tokens,
      CrossEntropy crossEntropy,
      LikelihoodSink sink) {
    crossEntropy.clear();
    for (int from = 0; from < weight.rows(); from += CrossEntropy.BLOCK) {
      int to = Math.min(weight.rows(), from + CrossEntropy.BLOCK);
      for (int t = 0; t < tiles; t++) {
        kernels.multiply(
            weight, from, to, 0, weight.depth(), x[t], crossEntropy.logits(), 0, false);
        crossEntropy.accept(kernels, t, from, to - from, tokens, first + t * LANES);
      }
    }
    int predicted = Math.min(tiles * LANES, tokens.length - 1 - first);
    for (int i = 0; i < predicted; i++) {
      sink.accept(first + i + 1, crossEntropy.logProbability(i / LANES, i % LANES));
    }
  }
}
