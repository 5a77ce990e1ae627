package org.longstride.kernels.pattern;

/** The three ways to use two factors of one attention (Child et al. 2019, section 5.2). */
enum Factorization {
  /** Heads take turns. */
  SPLIT,
  /** Every head sees both, under one softmax. */
  MERGED,
  /** Layers take turns. */
  INTERLEAVED;

  /** Reads the argument {@code heads}; split where it is missing. */
  static Factorization read(Arguments arguments) {
    return arguments.choice("heads", SPLIT);
  }

  AttentionPattern of(AttentionPattern a, AttentionPattern b) {
    return switch (this) {
      case SPLIT -> HeadSplit.of(a, b);
      case MERGED -> Union.of(a, b);
      case INTERLEAVED -> LayerSchedule.of(a, b);
    };
  }
}
