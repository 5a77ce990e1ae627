package org.longstride.kernels.pattern;

import java.util.List;

/** A term that is a pattern by itself: every head of every layer sees the same set of keys. */
interface Primitive extends Term, AttentionPattern {

  @Override
  default List<Term> terms(int layer, int head, int heads) {
    return List.of(this);
  }
}
