package org.longstride.kernels.pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class AlgebraTest {

  private static AttentionPattern parse(String text) {
    return AttentionPattern.parse(text);
  }

  private static List<Term> terms(String text) {
    return parse(text).terms(0, 0, 1);
  }

  @Test
  void unionHasTheTermsOfBothAndEachOnce() {
    assertEquals(
        List.of(terms("window(3)").get(0), terms("stride(4)").get(0)),
        terms("window(3) + stride(4) + window(3)"));
  }

  @Test
  void headsTakeTurns() {
    AttentionPattern pattern = parse("window(3) | stride(4) | full");
    for (int head = 0; head < 8; head++) {
      String expected = List.of("window(3)", "stride(4)", "full").get(head % 3);
      assertEquals(terms(expected), pattern.terms(5, head, 8));
    }
  }

  @Test
  void summaryColumnsOfSplitHeadsFollowOneAnother() {
    AttentionPattern columns = parse("columns(16, 4)");
    AttentionPattern fixed = parse("block(16) | columns(16, 4)");
    for (int head = 0; head < 7; head++) {
      List<Term> expected = head % 2 == 0 ? terms("block(16)") : columns.terms(0, head / 2, 3);
      assertEquals(expected, fixed.terms(0, head, 7));
    }
    assertNotEquals(fixed.terms(0, 1, 7), fixed.terms(0, 3, 7));
  }

  @Test
  void alternativesAreToldHowManyHeadsAreTheirs() {
    HeadSplit split = HeadSplit.of(heads(), heads(), heads());
    int[] expected = {3, 3, 2};
    for (int head = 0; head < 8; head++) {
      List<Term> told = split.terms(0, head, 8);
      assertEquals(List.of(new Block(100 * expected[head % 3] + head / 3, 0, 0)), told);
    }
  }

  /** Answers a block whose length is 100 times the heads and the head. */
  private static AttentionPattern heads() {
    return (layer, head, heads) -> List.of(new Block(100 * heads + head, 0, 0));
  }

  @Test
  void layersTakeTurns() {
    AttentionPattern pattern = parse("window(3) ; full | stride(4)");
    assertEquals(terms("window(3)"), pattern.terms(0, 1, 2));
    assertEquals(terms("full"), pattern.terms(1, 0, 2));
    assertEquals(terms("stride(4)"), pattern.terms(3, 1, 2));
    assertEquals(terms("window(3)"), pattern.terms(4, 0, 2));
  }

  @Test
  void schedulesInSchedulesTakeTheirOwnTurns() {
    AttentionPattern pattern = parse("(full ; block(2)) ; block(3)");
    List<String> expected = List.of("full", "block(3)", "block(2)", "block(3)", "full");
    for (int layer = 0; layer < expected.size(); layer++) {
      assertEquals(terms(expected.get(layer)), pattern.terms(layer, 0, 1));
    }
  }

  @Test
  void namesOfThePapersAreTheAlgebraSpelledOut() {
    assertEquals(parse("window(129) | stride(128)"), parse("strided(128)"));
    assertEquals(parse("window(129) | stride(128)"), parse("strided(128, heads=split)"));
    assertEquals(parse("window(129) + stride(128)"), parse("strided(l=128, heads=merged)"));
    assertEquals(parse("window(129) ; stride(128)"), parse("strided(128, heads=interleaved)"));
    assertEquals(parse("block(128) | columns(128, 8)"), parse("fixed(128, 8)"));
    assertEquals(
        parse("block(128) + columns(128, 8, slots=1)"),
        parse("fixed(128, c=8, slots=1, heads=merged)"));
    assertEquals(parse("window(512) + global(0)"), parse("longformer(512)"));
    assertEquals(
        parse("window(512, dilation=2) + global(0..3)"), parse("longformer(512, 4, dilation=2)"));
  }
}
