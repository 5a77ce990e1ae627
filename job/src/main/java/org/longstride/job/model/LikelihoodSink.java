package org.longstride.job.model;

/** Takes what a model thinks of a document, token by token. */
@FunctionalInterface
public interface LikelihoodSink {

  /**
   * Takes one token's likelihood.
   *
   * @param position the token's position in the document, from 1
   * @param logProbability the natural logarithm of its probability given all tokens before it
   */
  void accept(int position, double logProbability);
}
