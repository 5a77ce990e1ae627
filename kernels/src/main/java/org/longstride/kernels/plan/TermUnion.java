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
final class TermUnion {

  private final KeyLanes[] terms;
  private final long[] lanes;
  private final long[] ends;
  private long all;
  private long end;

  TermUnion(List<Term> terms, Sequence sequence, QueryTile queries) {
    this.terms = new KeyLanes[terms.size()];
    lanes = new long[this.terms.length];
    ends = new long[this.terms.length];
    end = lanes.length == 0 ? Long.MAX_VALUE : 0;
    for (int i = 0; i < lanes.length; i++) {
      this.terms[i] = terms.get(i).lanes(sequence, queries);
    }
  }

  /** The lanes that see the key. */
  long lanes(int key) {
    if (key >= end) {
      all = 0;
      end = Long.MAX_VALUE;
      for (int i = 0; i < terms.length; i++) {
        if (key >= ends[i]) {
          lanes[i] = terms[i].lanes(key);
          ends[i] = terms[i].endOfRun(key);
        }
        all |= lanes[i];
        end = Math.min(end, ends[i]);
      }
    }
    return all;
  }

  /** Behind a run of keys that begins with the last one and that the same lanes see. */
  long endOfRun() {
    return end;
  }
}
