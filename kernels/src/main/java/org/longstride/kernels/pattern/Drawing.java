package org.longstride.kernels.pattern;

/** Whose random blocks are drawn. */
enum Drawing {
  /** This project's. */
  OWN,
  /** Those of google-research/bigbird and of Hugging Face. */
  GOOGLE;

  /** Reads the argument {@code draws}; our own where it is missing. */
  static Drawing read(Arguments arguments) {
    return arguments.choice("draws", OWN);
  }
}
