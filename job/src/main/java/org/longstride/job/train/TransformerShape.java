package org.longstride.job.train;

/**
 * The size of a byte-level transformer of the Llama family.
 *
 * @param layers layers
 * @param size features of the residual stream, a multiple of 16
 * @param hidden features of the gated feed-forward layers, a multiple of 16
 * @param heads query heads; size / heads elements each
 * @param kvHeads key-value heads
 * @param context tokens of a training sequence
 * @param pattern the text form of what attends to what
 */
public record TransformerShape(
    int layers, int size, int hidden, int heads, int kvHeads, int context, String pattern) {

  /** Bytes, and behind them the beginning of a sequence. */
  public static final int VOCABULARY = 257;

  /** The token that begins a sequence. */
  public static final int BEGIN = 256;

  /** Base of the rotary frequencies. */
  public static final double ROPE_THETA = 10000;

  /** What the normalisations add to the mean square. */
  public static final double NORM_EPSILON = 1e-5;

  /** Checks that the heads divide the size. */
  public TransformerShape {
    if (size % heads != 0) {
      throw new IllegalArgumentException(
          "size is " + size + ", must be a multiple of heads, " + heads);
    }
  }

  /** Elements of a head. */
  public int headSize() {
    return size / heads;
  }
}
