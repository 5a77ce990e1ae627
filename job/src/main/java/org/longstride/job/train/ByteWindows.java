package org.longstride.job.train;

import java.util.Random;
import org.longstride.job.text.ByteTokenizer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Cuts a text into windows of equal length, in an order that a seed decides. Every pass over the
 * text visits each window once and shifts all windows by another amount, so the same bytes are met
 * at other positions. The batch of a step depends on nothing but the seed and the step.
 */
final class ByteWindows {

  /** A batch: token ids and the ids that follow them, {@code [sequences * context, 1]}. */
  record Batch(INDArray tokens, INDArray next) {}

  private final byte[] text;
  private final int context;
  private final int sequences;
  private final long seed;
  private final int windows;
  private int pass = -1;
  private int shift;
  private int[] order;

  ByteWindows(byte[] text, int context, int sequences, long seed) {
    if (text.length < 2 * context) {
      throw new IllegalArgumentException(
          "the text has " + text.length + " bytes, must have two sequences of " + context);
    }
    this.text = text;
    this.context = context;
    this.sequences = sequences;
    this.seed = seed;
    windows = text.length / context - 1;
  }

  /** The batch of the step, from 0. */
  Batch batch(long step) {
    int[] tokens = new int[sequences * context];
    int[] next = new int[sequences * context];
    for (int s = 0; s < sequences; s++) {
      long index = step * sequences + s;
      int from = windowStart((int) (index / windows), (int) (index % windows));
      fill(text, from, context, tokens, next, s * context);
    }
    return batch(tokens, next);
  }

  private int windowStart(int wanted, int index) {
    if (pass != wanted) {
      pass = wanted;
      Random random = new Random(seed * 1_000_003 + wanted);
      shift = random.nextInt(context);
      order = new int[windows];
      for (int i = 0; i < windows; i++) {
        int j = random.nextInt(i + 1);
        order[i] = order[j];
        order[j] = i;
      }
    }
    return shift + order[index] * context;
  }

  /** A window as tokens: the beginning of a sequence, then all bytes but the last. */
  static void fill(byte[] text, int from, int length, int[] tokens, int[] next, int at) {
    for (int i = 0; i < length; i++) {
      next[at + i] = text[from + i] & 0xff;
      tokens[at + i] = i == 0 ? ByteTokenizer.BOS : next[at + i - 1];
    }
  }

  /** A whole text as tokens, behind the beginning of a sequence. */
  static int[] tokens(byte[] text) {
    int[] tokens = new int[text.length + 1];
    tokens[0] = ByteTokenizer.BOS;
    for (int i = 0; i < text.length; i++) {
      tokens[i + 1] = text[i] & 0xff;
    }
    return tokens;
  }

  static Batch batch(int[] tokens, int[] next) {
    return new Batch(
        Nd4j.createFromArray(tokens).reshape(tokens.length, 1),
        Nd4j.createFromArray(next).reshape(next.length, 1));
  }
}
