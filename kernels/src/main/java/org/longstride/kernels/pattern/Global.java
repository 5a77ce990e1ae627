package org.longstride.kernels.pattern;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Global tokens see all and are seen by all: i or j is one (Beltagy et al. 2020, section 3.1;
 * Zaheer et al. 2020, section 2). Positions beyond the sequence are no tokens of it.
 *
 * @param tokens the global tokens, or blocks
 * @param block tokens that one position stands for; the sequence's last block may be shorter
 */
record Global(List<TokenRange> tokens, int block) implements Primitive {

  static final PatternForm FORM =
      new PatternForm(
          "global",
          "positions and ranges; block=1",
          "the tokens at these positions, or the blocks of so many tokens, see all and are seen by all;"
              + " -1 is the last",
          "global(0..3, 100)",
          arguments -> {
            int block = arguments.option("block", 1, 1);
            return new Global(arguments.ranges("positions"), block);
          });

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
      keys.add(range.from(sequence, block), Math.min(range.to(sequence, block), end));
    }
  }

  @Override
  public long lanes(Sequence sequence, QueryTile queries, int key) {
    return isGlobal(sequence, key) ? queries.lanes() : globalLanes(sequence, queries);
  }

  /** Between two bounds of the global tokens keys are seen by the same queries. */
  @Override
  public KeyLanes lanes(Sequence sequence, QueryTile queries) {
    long byGlobalQueries = globalLanes(sequence, queries);
    return KeyLanes.inRuns(
        key -> isGlobal(sequence, key) ? queries.lanes() : byGlobalQueries,
        key -> {
          long end = Long.MAX_VALUE;
          for (TokenRange range : tokens) {
            int from = range.from(sequence, block);
            int to = range.to(sequence, block);
            end = Math.min(end, key < from ? from : key < to ? to : end);
          }
          return end;
        });
  }

  @Override
  public boolean retains(Sequence sequence, int key, int from) {
    if (isGlobal(sequence, key)) {
      return from < sequence.length();
    }
    int first = sequence.firstQuery(key, from);
    for (TokenRange range : tokens) {
      if (Math.max(range.from(sequence, block), first) < range.to(sequence, block)) {
        return true;
      }
    }
    return false;
  }

  private boolean isGlobal(Sequence sequence, int position) {
    for (TokenRange range : tokens) {
      if (range.from(sequence, block) <= position && position < range.to(sequence, block)) {
        return true;
      }
    }
    return false;
  }

  private long globalLanes(Sequence sequence, QueryTile queries) {
    long lanes = 0;
    for (TokenRange range : tokens) {
      lanes |= queries.lanes(range.from(sequence, block), range.to(sequence, block));
    }
    return lanes;
  }

  @Override
  public String toString() {
    return tokens.stream()
        .map(TokenRange::toString)
        .collect(Collectors.joining(", ", "global(", Arguments.optional("block", block, 1) + ")"));
  }
}
