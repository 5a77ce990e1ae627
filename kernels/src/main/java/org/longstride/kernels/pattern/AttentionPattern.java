package org.longstride.kernels.pattern;

import java.util.List;

/**
 * What attends to what, in every head of every layer.
 *
 * <p>Its text form is what users type; {@link #parse} reads what {@link #toString} writes.
 */
public interface AttentionPattern {

  /**
   * The sets of keys that a head sees: their union, under one softmax. Never empty. What depends on
   * the head (its own block of summary columns, say) is settled in the terms that are returned;
   * equal heads return equal lists.
   *
   * @param layer the layer, from 0
   * @param head the head, from 0
   * @param heads heads of the layer
   */
  List<Term> terms(int layer, int head, int heads);

  /**
   * This pattern over a sequence with padding, which sees nothing and is seen by nobody.
   *
   * @param real true where a token is real, false where it is padding, {@code [n]}
   */
  default AttentionPattern over(boolean[] real) {
    return between(real, real);
  }

  /**
   * What of this pattern lies between some queries and some keys of one sequence.
   *
   * @param queries true where a query may see, {@code [n]}; null: everywhere
   * @param keys true where a key may be seen, {@code [n]}; null: everywhere
   */
  default AttentionPattern between(boolean[] queries, boolean[] keys) {
    return new Between(this, queries, keys);
  }

  /**
   * This pattern and global tokens, which see all and are seen by all, wherever one sequence has
   * them: {@code this + global(...)}.
   *
   * @param tokens true where a token is global, {@code [n]}
   */
  default AttentionPattern withGlobal(boolean[] tokens) {
    List<TokenRange> ranges = TokenRange.of(tokens);
    return ranges.isEmpty() ? this : Union.of(this, new Global(ranges, 1));
  }

  /**
   * Reads a pattern's text form.
   *
   * @throws PatternSyntaxException if the text is not a pattern; it points at the character and
   *     suggests
   */
  static AttentionPattern parse(String text) {
    return PatternParser.parse(text);
  }
}
