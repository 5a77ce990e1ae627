package org.longstride.kernels.pattern;

/**
 * The strided Sparse Transformer (Child et al. 2019, section 4.3): {@code window(l + 1)}, the last
 * l keys and the query's own, beside {@code stride(l)}. OpenAI's code keeps one key fewer: {@code
 * window(l) | stride(l)}.
 */
final class Strided {

  static final PatternForm FORM =
      new PatternForm(
          "strided",
          "l; heads=split|merged|interleaved",
          "the Sparse Transformer for data with a period: the last l keys, and every l-th key",
          "strided(128)",
          Strided::read);

  private Strided() {}

  private static AttentionPattern read(Arguments arguments) {
    int stride = arguments.number("l", 1);
    return Factorization.read(arguments).of(new Window(stride + 1, 1), new Stride(stride));
  }
}
