package org.longstride.kernels.pattern;

/**
 * Some tokens of a sequence; what lies outside it is left out.
 *
 * @param first the first token; below 0: counted from the sequence's end, -1 is the last token
 * @param last the last token, counted likewise
 */
record TokenRange(int first, int last) {

  /** The first position, at least 0. */
  int from(Sequence sequence) {
    return Math.max(0, first < 0 ? first + sequence.length() : first);
  }

  /** Behind the last position, at most the sequence's length. */
  int to(Sequence sequence) {
    return Math.min(sequence.length(), (last < 0 ? last + sequence.length() : last) + 1);
  }

  @Override
  public String toString() {
    return first == last ? String.valueOf(first) : first + ".." + last;
  }
}
