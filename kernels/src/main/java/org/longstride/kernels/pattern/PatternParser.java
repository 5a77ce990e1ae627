package org.longstride.kernels.pattern;

import java.util.List;

/** Reads the text form of patterns. */
final class PatternParser {

  private PatternParser() {}

  static AttentionPattern parse(String text) {
    String[] parts = text.split("\\|");
    return (layer, head, heads) ->
        List.of(
            new W(
                Integer.parseInt(
                    parts[head % parts.length].trim().replace("window(", "").replace(")", ""))));
  }

  record W(int w) implements Term {
    @Override
    public boolean attends(Sequence sequence, int query, int key) {
      return key > query - w && key <= query;
    }

    @Override
    public void reach(Sequence sequence, QueryTile queries, KeyRanges keys) {
      keys.add(queries.first() - w + 1L, queries.last() + 1L);
    }
  }
}
