package org.longstride.kernels.pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.longstride.kernels.plan.AttentionPlan;

/** What is left out sees nothing and is seen by nobody; the rest is as it was. */
class BetweenTest {

  private static boolean[] some(Random random, int n) {
    boolean[] some = new boolean[n];
    for (int i = 0; i < n; i++) {
      some[i] = random.nextInt(3) > 0;
    }
    return some;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "full",
        "window(9, dilation=2)",
        "stride(7)",
        "block(16)",
        "columns(8, 2)",
        "global(0, 20..22, -1)",
        "random(2, block=8)",
        "neighborhood(3x3 over 6x7)"
      })
  void visibleIsWhatThePatternShowsOfTheRest(String text) {
    Random random = new Random(text.hashCode());
    AttentionPattern pattern = AttentionPattern.parse(text);
    Term whole = pattern.terms(0, 1, 4).get(0);
    for (int n : new int[] {1, 13, 65, 130}) {
      boolean[] queries = some(random, n);
      boolean[] keys = some(random, n);
      for (boolean causal : new boolean[] {false, true}) {
        Sequence sequence = new Sequence(n, causal);
        TermJudge.judgeButForRetention(
            pattern.between(queries, keys).terms(0, 1, 4).get(0),
            text,
            sequence,
            (i, j, length, unused) -> queries[i] && keys[j] && whole.attends(sequence, i, j));
        TermJudge.judgeButForRetention(
            pattern.over(keys).terms(0, 1, 4).get(0),
            text,
            sequence,
            (i, j, length, unused) -> keys[i] && keys[j] && whole.attends(sequence, i, j));
      }
    }
  }

  @Test
  void globalTokensMayBeAnywhere() {
    boolean[] tokens = {true, false, false, true, true, false, false, true};
    assertEquals(
        AttentionPattern.parse("full + global(0, 3..4, 7)"),
        AttentionPattern.parse("full").withGlobal(tokens));
    AttentionPattern window = AttentionPattern.parse("window(4)");
    assertEquals(window, window.withGlobal(new boolean[8]));
  }

  @Test
  void headsThatSeeAlikeAreStillPlannedTogether() {
    AttentionPattern pattern = AttentionPattern.parse("window(4) | full").over(new boolean[50]);
    AttentionPlan plan = AttentionPlan.of(pattern, 0, 6, 6, new Sequence(50, true));
    assertEquals(
        List.of(List.of(0, 2, 4), List.of(1, 3, 5)),
        plan.groups().stream().map(group -> group.heads()).toList());
  }

  @Test
  void aMaskOfAnotherLengthIsRefused() {
    Term term = AttentionPattern.parse("full").over(new boolean[3]).terms(0, 0, 1).get(0);
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> TermJudge.reach(term, new Sequence(4, true), new QueryTile(0, 1, 4)))
            .getMessage();
    assertEquals(
        "queries has 3 elements, must have one a token: Sequence[length=4, causal=true]", message);
  }
}
