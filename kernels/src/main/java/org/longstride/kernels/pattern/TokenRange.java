package org.longstride.kernels.pattern;

import java.util.ArrayList;
import java.util.List;

/**
 * Some tokens of a sequence, or some of its blocks; what lies outside it is left out.
 *
 * @param first the first one; below 0: counted from the sequence's end, -1 is the last
 * @param last the last one, counted likewise
 */
record TokenRange(int first, int last) {

  /** The tokens that are true, in as few ranges as hold them. */
  static List<TokenRange> of(boolean[] tokens) {
    List<TokenRange> ranges = new ArrayList<>();
    for (int token = 0; token < tokens.length; token++) {
      int first = token;
      while (token < tokens.length && tokens[token]) {
        token++;
      }
      if (token > first) {
        ranges.add(new TokenRange(first, token - 1));
      }
    }
    return ranges;
  }

  /** The first token, at least 0, of a sequence in blocks of so many tokens. */
  int from(Sequence sequence, int block) {
    return (int) Math.max(0, position(first, sequence, block) * block);
  }

  /** Behind the last token, at most the sequence's length. */
  int to(Sequence sequence, int block) {
    return (int) Math.min(sequence.length(), (position(last, sequence, block) + 1) * block);
  }

  private static long position(int position, Sequence sequence, int block) {
    return position < 0 ? position + (sequence.length() + block - 1L) / block : position;
  }

  @Override
  public String toString() {
    return first == last ? String.valueOf(first) : first + ".." + last;
  }
}
