package org.longstride.kernels.pattern;

import java.util.List;

/**
 * Random blocks (Zaheer et al. 2020, section 2): every block of queries sees r other blocks, drawn
 * anew for each head of each layer. The same seed draws the same blocks on every machine.
 *
 * @param count blocks drawn, r
 * @param size tokens of a block
 * @param seed what the draws begin with
 * @param apart how far a drawn block is away at least, in blocks; 0: it may be the query's own
 * @param ends how many blocks at each end of the sequence are never drawn
 * @param offset the token at which the first block begins
 */
record RandomBlocks(int count, int size, int seed, int apart, int ends, int offset)
    implements AttentionPattern {

  static final PatternForm FORM =
      new PatternForm(
          "random",
          "r; block=64, seed=0, apart=0, ends=0, offset=0, draws=own|google, positions=n",
          "every block of queries sees r blocks of keys, drawn anew for each head of each layer, at"
              + " least so far apart",
          "random(3, seed=1)",
          RandomBlocks::read);

  private static AttentionPattern read(Arguments arguments) {
    int count = arguments.number("r", 1);
    int size = arguments.option("block", 64, 1);
    int seed = arguments.option("seed", 0, 0);
    if (Drawing.read(arguments) == Drawing.GOOGLE) {
      return new GoogleBlocks(count, size, seed, arguments.option("positions", 0, 0));
    }
    return new RandomBlocks(
        count,
        size,
        seed,
        arguments.option("apart", 0, 0),
        arguments.option("ends", 0, 0),
        arguments.option("offset", 0, 0));
  }

  @Override
  public List<Term> terms(int layer, int head, int heads) {
    long own = Draw.mix(Draw.mix(Draw.mix(seed) + layer) + head);
    return List.of(new DrawnBlocks(size, offset, new OwnDraws(this, own)));
  }

  @Override
  public String toString() {
    return "random("
        + count
        + Arguments.optional("block", size, 64)
        + Arguments.optional("seed", seed, 0)
        + Arguments.optional("apart", apart, 0)
        + Arguments.optional("ends", ends, 0)
        + Arguments.optional("offset", offset, 0)
        + ")";
  }
}
