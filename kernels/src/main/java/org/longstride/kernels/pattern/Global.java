package org.longstride.kernels.pattern;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Global tokens see all and are seen by all: i or j is one (Beltagy et al. 2020, section 3.1;
 * Zaheer et al. 2020, section 2). Positions beyond the sequence are no tokens of it.
 *
 * @param tokens the global tokens
 */
record Global(List<TokenRange> tokens) implements Primitive {

  static final PatternForm FORM =
      new PatternForm(
          "global",
          "positions and ranges",
          "the tokens at these positions see all and are seen by all; -1 is the last token",
          "global(0..3, 100)",
          arguments -> new Global(arguments.ranges("positions")));

  Global {
    tokens = List.copyOf(tokens);
  }

  @Override
  public boolean attends(Sequence sequence, int query, int key) {
    return isGlobal(sequence, key) || isGlobal(sequence, query);
  }

  @Override
  public void reach(Sequence sequence, QueryTile queries, KeyRanges keys) {
    int end = sequence.end(queries);
    if (globalLanes(sequence, queries) != 0) {
      keys.add(0, end);
      return;
    }
    for (TokenRange range : tokens) {
      keys.add(range.from(sequence), Math.min(range.to(sequence), end));
    }
  }

  @Override
  public long lanes(Sequence sequence, QueryTile queries, int key) {
    return isGlobal(sequence, key) ? queries.lanes() : globalLanes(sequence, queries);
  }

  @Override
  public boolean retains(Sequence sequence, int key, int from) {
    if (isGlobal(sequence, key)) {
      return from < sequence.length();
    }
    int first = sequence.firstQuery(key, from);
    return tokens.stream()
        .anyMatch(range -> Math.max(range.from(sequence), first) < range.to(sequence));
  }

  private boolean isGlobal(Sequence sequence, int position) {
    for (TokenRange range : tokens) {
      if (range.from(sequence) <= position && position < range.to(sequence)) {
        return true;
      }
    }
    return false;
  }

  private long globalLanes(Sequence sequence, QueryTile queries) {
    long lanes = 0;
    for (TokenRange range : tokens) {
      lanes |= queries.lanes(range.from(sequence), range.to(sequence));
    }
    return lanes;
  }

  @Override
  public String toString() {
    return tokens.stream()
        .map(TokenRange::toString)
        .collect(Collectors.joining(", ", "global(", ")"));
  }
}
