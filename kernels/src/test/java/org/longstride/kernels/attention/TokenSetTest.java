package org.longstride.kernels.attention;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** A set of tokens against one of the library, with few and many tokens, near and far apart. */
class TokenSetTest {

  private static final int[] SPANS = {1, 63, 64, 65, 5000, 300_000, 64};

  @Test
  void numbersTokensInTheirOrderHoweverFarApart() {
    TokenSet set = new TokenSet();
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      int span = SPANS[seed % SPANS.length];
      int first = random.nextInt(1000);
      set.begin(first, first + span);
      TreeSet<Integer> expected = new TreeSet<>();
      for (int run = random.nextInt(6); run >= 0; run--) {
        int from = first + random.nextInt(span);
        int to = Math.min(first + span - 1, from + random.nextInt(200));
        if (run % 2 == 0) {
          set.add(from, to);
        } else {
          set.add(from);
          to = from;
        }
        for (int token = from; token <= to; token++) {
          expected.add(token);
        }
      }
      List<Integer> ascending = new ArrayList<>(expected);
      String where = "seed " + seed;
      int[] tokens = ascending.stream().mapToInt(i -> i).toArray();
      assertArrayEquals(tokens, set.number().toArray(), where);
      for (int number = 0; number < ascending.size(); number++) {
        assertEquals(number, set.number(ascending.get(number)), where);
      }
    }
  }
}
