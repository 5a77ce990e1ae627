package org.longstride.kernels.pattern;

/**
 * The fixed Sparse Transformer (Child et al. 2019, section 4.3): {@code block(l)} beside {@code
 * columns(l, c)}. OpenAI's code merges both in every head and counts c in blocks.
 */
final class Fixed {

  static final PatternForm FORM =
      new PatternForm(
          "fixed",
          "l, c; slots=l/c, heads=split|merged|interleaved",
          "the Sparse Transformer for text: the query's own block of l, and c summary keys of every"
              + " block",
          "fixed(128, 8)",
          Fixed::read);

  private Fixed() {}

  private static AttentionPattern read(Arguments arguments) {
    Columns columns = Columns.read(arguments);
    return Factorization.read(arguments).of(new Block(columns.period(), 0, 0), columns);
  }
}
