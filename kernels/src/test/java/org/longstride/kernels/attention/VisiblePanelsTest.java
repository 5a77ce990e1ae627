package org.longstride.kernels.attention;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.longstride.kernels.vector.Lanes;

/** Panels and strips cover what is visible, once. */
class VisiblePanelsTest {

  @Test
  void everyVisiblePairIsInOnePanelAndOneStrip() {
    Random random = new Random(4);
    VisiblePanels panels = new VisiblePanels();
    for (int round = 0; round < 300; round++) {
      int rows = 1 + random.nextInt(128);
      long[] visible = new long[rows];
      for (int quarter = 0; quarter < 4; quarter++) {
        int from = random.nextInt(rows + 1);
        int to = from + random.nextInt(rows - from + 1);
        for (int row = from; row < to; row++) {
          visible[row] |= (random.nextLong() & 0xFFFF) << 16 * quarter;
        }
      }
      panels.cut(visible, rows);
      int[][] inPanels = new int[rows][64];
      for (int p = 0; p < panels.count(); p++) {
        count(inPanels, panels.lanes(p), panels.from(p), panels.to(p));
      }
      int[][] inStrips = new int[rows][64];
      for (int s = 0; s < panels.strips(); s++) {
        count(inStrips, panels.stripLanes(s), panels.stripFrom(s), panels.stripTo(s));
      }
      for (int row = 0; row < rows; row++) {
        for (int lane = 0; lane < 64; lane++) {
          assertEquals(inStrips[row][lane], inPanels[row][lane]);
          assertTrue((visible[row] >>> lane & 1) <= inPanels[row][lane]);
          assertTrue(inPanels[row][lane] <= 1);
        }
      }
    }
  }

  private static void count(int[][] pairs, Lanes lanes, int from, int to) {
    for (int row = from; row < to; row++) {
      for (int lane = lanes.from(); lane < lanes.to(); lane++) {
        pairs[row][lane]++;
      }
    }
  }

  @Test
  void insideAPatternThereIsOnePanel() {
    VisiblePanels panels = new VisiblePanels();
    panels.cut(new long[] {-1, -1, -1, -1, -1}, 5);
    assertEquals(1, panels.count());
    assertEquals(1, panels.strips());
    assertEquals(Lanes.all(64), panels.lanes(0));
    assertEquals(0, panels.from(0));
    assertEquals(5, panels.to(0));
  }

  @Test
  void whatNobodySeesHasNoPanel() {
    VisiblePanels panels = new VisiblePanels();
    panels.cut(new long[7], 7);
    assertEquals(0, panels.count());
    assertEquals(0, panels.strips());
  }
}
