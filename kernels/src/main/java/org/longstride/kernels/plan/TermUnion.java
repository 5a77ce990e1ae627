package org.longstride.kernels.plan;

import java.util.List;
import org.longstride.kernels.pattern.KeyLanes;
import org.longstride.kernels.pattern.QueryTile;
import org.longstride.kernels.pattern.Sequence;
import org.longstride.kernels.pattern.Term;

/**
 * Who of a tile's queries sees a key through any of some terms. Keys are asked for in ascending
 * order, and each term is asked once a run.
 */
final class TermUnion implements KeyLanes {

  private final KeyLanes[] terms;
  private final long[] lanes;
  private final long[] ends;
  private long union;
  private long end = Long.MIN_VALUE;

  private TermUnion(KeyLanes[] terms) {
    this.terms = terms;
    lanes = new long[terms.length];
    ends = new long[terms.length];
  }

  static KeyLanes of(List<Term> terms, Sequence sequence, QueryTile queries) {
    KeyLanes[] lanes = new KeyLanes[terms.size()];
    for (int i = 0; i < lanes.length; i++) {
      lanes[i] = terms.get(i).lanes(sequence, queries);
    }
    return lanes.length == 1 ? lanes[0] : new TermUnion(lanes);
  }

  @Override
  public long lanes(int key) {
    if (key >= end) {
      ask(key);
    }
    return union;
  }

  @Override
  public long endOfRun(int key) {
    if (key >= end) {
      ask(key);
    }
    return end;
  }

  private void ask(int key) {
    union = 0;
    end = Long.MAX_VALUE;
    for (int i = 0; i < terms.length; i++) {
      if (key >= ends[i]) {
        lanes[i] = terms[i].lanes(key);
        ends[i] = terms[i].endOfRun(key);
      }
      union |= lanes[i];
      end = Math.min(end, ends[i]);
    }
  }
}
