package org.longstride.kernels.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.longstride.kernels.pattern.AttentionPattern;
import org.longstride.kernels.pattern.Sequence;

class AttentionPlanTest {

  /** Tiles are those of whole chunks: of shorter ones they would be others. */
  @Test
  void aPartOfTheHeadsKeepsTheirNumbersPassesAndChunk() {
    AttentionPattern pattern =
        AttentionPattern.parse("window(70, dilation=7) | window(70, dilation=9)");
    AttentionPlan whole = AttentionPlan.of(pattern, 0, 4, 4, new Sequence(5000, true));
    assertEquals(9 * 64, whole.preferredChunk());
    for (int head = 0; head < 4; head++) {
      AttentionPlan part = whole.ofKvHeads(head, head + 1);
      assertEquals(whole.preferredChunk(), part.preferredChunk());
      assertEquals(1, part.groups().size());
      assertEquals(List.of(head), part.groups().get(0).heads());
      assertEquals(whole.groups().get(head % 2).passes(), part.groups().get(0).passes());
    }
  }
}
