package org.longstride.job.scoring;

/** A model gave a likelihood that is not a finite number. */
public final class InvalidLikelihoodException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  InvalidLikelihoodException(int position, double logProbability) {
    super("the log-probability of the token at position " + position + " is " + logProbability);
  }
}
