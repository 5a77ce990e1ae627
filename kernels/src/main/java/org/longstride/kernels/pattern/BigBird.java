package org.longstride.kernels.pattern;

import java.util.ArrayList;
import java.util.List;

/**
 * BigBird (Zaheer et al. 2020): in blocks of b tokens, the query's own block and those beside it,
 * global tokens, and r random blocks, every key counted once. Without the argument {@code global}
 * the first and the last block are global (ITC); with it, so many extra tokens in front are (ETC),
 * and the blocks are counted behind them. Published: {@code bigbird(64)} with 3 random blocks and
 * {@code bigbird(84, global=256)} with none. With {@code draws=google} the random blocks are those
 * of that code, for checkpoints that were trained with it.
 */
final class BigBird {

  static final PatternForm FORM =
      new PatternForm(
          "bigbird",
          "b; random=3, seed=0, global=0, draws=own|google, positions=n",
          "blocks of b: the query's own and those beside it, random ones, and the first and the"
              + " last seen by all; or so many global tokens in front instead",
          "bigbird(64)",
          BigBird::read);

  private BigBird() {}

  private static AttentionPattern read(Arguments arguments) {
    int block = arguments.number("b", 1);
    int tokens = arguments.option("global", 0, 0);
    int random = arguments.option("random", tokens == 0 ? 3 : 0, 0);
    int seed = arguments.option("seed", 0, 0);
    List<AttentionPattern> parts = new ArrayList<>();
    parts.add(new Block(block, 1, tokens));
    if (tokens == 0) {
      parts.add(new Global(List.of(new TokenRange(0, 0), new TokenRange(-1, -1)), block));
    } else {
      parts.add(new Global(List.of(new TokenRange(0, tokens - 1)), 1));
    }
    if (Drawing.read(arguments) == Drawing.GOOGLE) {
      if (tokens > 0) {
        throw arguments.wrong("draws=google has no global tokens: its first and last blocks are");
      }
      parts.add(new GoogleBlocks(random, block, seed, arguments.option("positions", 0, 0)));
    } else if (random > 0) {
      parts.add(new RandomBlocks(random, block, seed, 2, tokens == 0 ? 1 : 0, tokens));
    }
    return new Union(parts);
  }
}
