package org.longstride.job.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.longstride.kernels.pattern.QueryTile;
import org.longstride.kernels.pattern.Sequence;
import org.longstride.kernels.pattern.Term;
import org.longstride.kernels.plan.Pass;

class TileSurveyTest {

  @ParameterizedTest
  @MethodSource("org.longstride.job.explain.Predicate#subjects")
  void keysOfAQueryAreThoseOfThePredicate(Subject subject) {
    Sequence sequence = subject.sequence();
    for (HeadSet set : subject.headSets()) {
      TileCounts counts = TileSurvey.of(set.passes(), sequence, Long.MAX_VALUE / 4);
      long visible = 0;
      int largest = 0;
      for (int query = 0; query < sequence.length(); query++) {
        int keys = Predicate.keys(set.terms(), sequence, query);
        visible += keys;
        largest = Math.max(largest, keys);
      }
      assertTrue(counts.exact());
      assertEquals(visible, counts.visible());
      assertEquals(largest, counts.largest());
      assertEquals(met(set.passes(), sequence), counts.met());
    }
  }

  /** Keys that any query of a tile sees, and that no earlier pass has shown to all who see it. */
  private static long met(List<Pass> passes, Sequence sequence) {
    long met = 0;
    for (Pass pass : passes) {
      int tiles = pass.order().tiles(0, sequence.length());
      for (int t = 0; t < tiles; t++) {
        QueryTile tile = pass.order().tile(0, sequence.length(), t);
        for (int key = 0; key < sequence.length(); key++) {
          met += meets(pass, sequence, tile, key) ? 1 : 0;
        }
      }
    }
    return met;
  }

  private static boolean meets(Pass pass, Sequence sequence, QueryTile tile, int key) {
    for (int lane = 0; lane < tile.count(); lane++) {
      int query = tile.query(lane);
      if (Predicate.sees(pass.terms(), sequence, query, key)
          && !Predicate.sees(pass.earlier(), sequence, query, key)) {
        return true;
      }
    }
    return false;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "full",
        "window(200)",
        "stride(32)",
        "columns(16, 3)",
        "longformer(64, 1)",
        "strided(32, heads=merged)",
        "bigbird(16)"
      })
  void samplesComeNearTheWhole(String text) {
    for (boolean causal : new boolean[] {false, true}) {
      Subject subject = Subject.parse(text, 20_000, causal, 1, 1);
      List<Pass> passes = subject.headSets().get(0).passes();
      TileCounts all = TileSurvey.of(passes, subject.sequence(), Long.MAX_VALUE / 4);
      TileCounts some = TileSurvey.of(passes, subject.sequence(), 30_000);
      assertFalse(some.exact());
      assertEquals(all.tiles(), some.tiles());
      assertEquals(all.visible(), some.visible(), 0.05 * all.visible());
      assertEquals(all.met(), some.met(), 0.05 * all.met());
      assertEquals(all.largest(), some.largest());
    }
  }

  @Test
  void workOfAllHeadsIsTheSumOverHeadsAndLayers() {
    for (Subject subject : Predicate.subjects().toList()) {
      Work work = Work.of(subject);
      double visible = 0;
      for (int layer = 0; layer < subject.layers(); layer++) {
        for (int head = 0; head < subject.heads(); head++) {
          List<Term> terms = subject.pattern().terms(layer, head, subject.heads());
          for (int query = 0; query < subject.sequence().length(); query += 1) {
            visible += Predicate.keys(terms, subject.sequence(), query);
          }
        }
      }
      assertEquals(visible, work.visible(), 1e-6 * visible, subject.text());
      assertEquals(subject.heads() * subject.layers(), work.heads());
    }
  }

  @Test
  void aWindowFillsNearlyAllLanesAndAMillionTokensAreCountedExactly() {
    Subject subject = Subject.parse("window(512)", 1_000_000, true, 12, 12);
    Work work = Work.of(subject);
    assertTrue(work.exact());
    assertEquals(512.0 * 1_000_000 - 511 * 512 / 2, work.rows().get(0).visible());
    assertEquals(0.89, work.rows().get(0).filled(), 0.01);
  }
}
