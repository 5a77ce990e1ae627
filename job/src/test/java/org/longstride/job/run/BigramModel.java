package org.longstride.job.run;

import java.nio.charset.StandardCharsets;
import org.apache.hadoop.conf.Configuration;
import org.longstride.job.model.LanguageModel;
import org.longstride.job.model.LikelihoodSink;

/**
 * A model for tests: tokens are bytes, and each is as likely as a hash of it and the one before
 * says. Text that holds a certain word makes it misbehave.
 */
record BigramModel(int maxTokens) implements ModelSource, LanguageModel {

  static final BigramModel UNLIMITED = new BigramModel(Integer.MAX_VALUE);

  /** A byte that is no letter of any text here: the model fails where it meets it. */
  static final int POISON = 1;

  /** The model gives NaN where it meets this one. */
  static final int NOT_A_NUMBER = 2;

  @Override
  public OpenModel open(Configuration hadoop) {
    return new OpenModel(this, BigramModel::bytes, "0123", "bigram");
  }

  static int[] bytes(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int[] tokens = new int[bytes.length];
    for (int i = 0; i < tokens.length; i++) {
      tokens[i] = bytes[i] & 0xff;
    }
    return tokens;
  }

  @Override
  public int vocabularySize() {
    return 256;
  }

  @Override
  public double cost(int tokens) {
    return 1e6 * tokens;
  }

  @Override
  public void score(int[] tokens, LikelihoodSink sink) {
    for (int i = 1; i < tokens.length; i++) {
      if (tokens[i] == POISON) {
        throw new IllegalStateException("poison at position " + i);
      }
      sink.accept(
          i, tokens[i] == NOT_A_NUMBER ? Double.NaN : logProbability(tokens[i - 1], tokens[i]));
    }
  }

  static double logProbability(int before, int token) {
    int hash = (before * 31 + token) * 0x9e3779b1;
    return StrictMath.log(((hash >>> 8) + 1) / (double) (1 << 24));
  }

  @Override
  public String toString() {
    return "bigram";
  }
}
