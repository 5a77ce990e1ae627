package org.longstride.job.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.longstride.kernels.pattern.Sequence;
import org.longstride.kernels.pattern.Term;

class ReachTest {

  private static final long UNBOUNDED = Long.MAX_VALUE / 4;

  @ParameterizedTest
  @MethodSource("org.longstride.job.explain.Predicate#subjects")
  void reachIsThatOfThePredicateFollowedDownTheLayers(Subject subject) {
    for (Reach.After after : Reach.of(subject.plans(), UNBOUNDED)) {
      BitSet tokens = tokens(subject, after.layers());
      int n = subject.sequence().length();
      int origin = subject.sequence().causal() ? n - 1 : n / 2;
      assertTrue(after.exact());
      assertEquals(tokens.cardinality(), after.tokens());
      assertEquals(origin - tokens.nextSetBit(0), after.back());
      assertEquals(tokens.length() - 1 - origin, after.ahead());
    }
  }

  private static BitSet tokens(Subject subject, int layers) {
    Sequence sequence = subject.sequence();
    BitSet reached = new BitSet();
    reached.set(sequence.causal() ? sequence.length() - 1 : sequence.length() / 2);
    for (int layer = layers - 1; layer >= 0; layer--) {
      BitSet next = (BitSet) reached.clone();
      for (int head = 0; head < subject.heads(); head++) {
        List<Term> terms = subject.pattern().terms(layer, head, subject.heads());
        for (int query = 0; query < sequence.length(); query++) {
          for (int key = 0; reached.get(query) && key < sequence.length(); key++) {
            if (Predicate.sees(terms, sequence, query, key)) {
              next.set(key);
            }
          }
        }
      }
      reached = next;
    }
    return reached;
  }

  @Test
  void aWindowReachesItsWidthFartherInEveryLayer() {
    Subject subject = Subject.parse("window(512)", 100_000, true, 4, 12);
    List<Reach.After> reach = Reach.of(subject.plans(), UNBOUNDED);
    assertEquals(List.of(1, 2, 4, 8, 12), reach.stream().map(Reach.After::layers).toList());
    for (Reach.After after : reach) {
      assertEquals(511 * after.layers(), after.back());
      assertEquals(511 * after.layers() + 1, after.tokens());
    }
  }

  @Test
  void whatIsTooLongToFollowIsSaidToBeALowerBound() {
    Subject subject = Subject.parse("window(512)", 100_000, true, 4, 12);
    List<Reach.After> reach = Reach.of(subject.plans(), 3_000);
    assertFalse(reach.get(reach.size() - 1).exact());
    assertTrue(reach.get(reach.size() - 1).back() <= 511 * 12);
  }

  @Test
  void aLowerBoundIsNoLowerThanWhatFewerLayersReach() {
    Subject subject = Subject.parse("window(9) + random(1, block=8)", 3_000, true, 2, 8);
    List<Reach.After> whole = Reach.of(subject.plans(), UNBOUNDED);
    for (long budget = 1; budget < 100_000; budget *= 7) {
      List<Reach.After> reach = Reach.of(subject.plans(), budget);
      for (int i = 0; i < reach.size(); i++) {
        int least = i == 0 ? 1 : reach.get(i - 1).tokens();
        assertTrue(reach.get(i).tokens() >= least);
        assertTrue(reach.get(i).tokens() <= whole.get(i).tokens());
        assertTrue(reach.get(i).back() <= whole.get(i).back());
      }
    }
  }
}
