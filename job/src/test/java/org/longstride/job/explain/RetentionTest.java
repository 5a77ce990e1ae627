package org.longstride.job.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.longstride.kernels.pattern.Term;
import org.longstride.kernels.plan.AttentionPlan;

class RetentionTest {

  @Test
  void theFullestMomentIsThatOfThePlans() {
    for (Subject subject : Predicate.subjects().filter(s -> s.sequence().causal()).toList()) {
      int n = subject.sequence().length();
      int most = 0;
      for (AttentionPlan plan : subject.plans()) {
        for (int from = 0; from < n; from++) {
          int kept = 0;
          for (int key = 0; key < from; key++) {
            kept += plan.retains(key, from) ? 1 : 0;
          }
          most = Math.max(most, kept);
        }
      }
      assertEquals(most, Retention.of(subject.plans()).tokens(), subject.toString());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "window(9), 130",
    "stride(7), 130",
    "block(10), 65",
    "'columns(8, 2)', 130",
    "'window(4, 0, dilation=3)', 64",
    "'global(0, 20..22)', 64"
  })
  void keysThatNoLaterQuerySeesAreNotKept(String text, int n) {
    Subject subject = Subject.parse(text, n, true, 1, 1);
    List<Term> terms = subject.headSets().get(0).terms();
    int most = 0;
    for (int from = 0; from < n; from++) {
      int kept = 0;
      for (int key = 0; key < from; key++) {
        boolean seen = false;
        for (int query = from; query < n; query++) {
          seen |= Predicate.sees(terms, subject.sequence(), query, key);
        }
        kept += seen ? 1 : 0;
      }
      most = Math.max(most, kept);
    }
    assertEquals(most, Retention.of(subject.plans()).tokens());
  }

  @Test
  void aWindowKeepsAllOfItButTheQuery() {
    Subject subject = Subject.parse("window(512)", 1_000_000, true, 1, 2);
    assertEquals(new Retention(511, 511, true), Retention.of(subject.plans()));
  }
}
