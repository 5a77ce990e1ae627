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
   * Reads a pattern's text form.
   *
   * @throws PatternSyntaxException if the text is not a pattern; it points at the character and
   *     suggests
   */
  static AttentionPattern parse(String text) {
    return PatternParser.parse(text);
  }
}
