package org.longstride.job.train;

import java.nio.charset.StandardCharsets;
import org.longstride.job.model.LanguageModel;
import org.longstride.job.text.Tokenizer;

/**
 * How many bits a model needs for each byte of a text: what an arithmetic coder that asks the model
 * would need, to compare with compressors.
 *
 * @param bytes bytes of the text as UTF-8, all of them
 * @param tokens tokens that were predicted
 * @param nats the sum of their negative log-probabilities
 */
public record BitsPerByte(long bytes, long tokens, double nats) {

  /**
   * Reads the text as one document. A beginning of sequence that the tokenizer sets is given and
   * costs nothing; without one the first token is given.
   *
   * @throws IllegalArgumentException if the text has more tokens than the model takes
   */
  public static BitsPerByte of(LanguageModel model, Tokenizer tokenizer, String text) {
    return of(model, tokenizer.encode(text), text.getBytes(StandardCharsets.UTF_8).length);
  }

  /** Reads the tokens of a text of so many bytes. */
  static BitsPerByte of(LanguageModel model, int[] tokens, long bytes) {
    double[] nats = new double[1];
    model.score(tokens, (position, logProbability) -> nats[0] -= logProbability);
    return new BitsPerByte(bytes, Math.max(0, tokens.length - 1), nats[0]);
  }

  /** Bits per byte. */
  public double value() {
    return nats / Math.log(2) / bytes;
  }
}
