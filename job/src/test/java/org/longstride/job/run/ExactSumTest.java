package org.longstride.job.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ExactSumTest {

  @Test
  void theOrderMakesNoDifference() {
    Random random = new Random(4);
    List<Double> values = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      values.add(Math.exp(20 * random.nextGaussian()));
    }
    double first = sum(values);
    for (int trial = 0; trial < 20; trial++) {
      Collections.shuffle(values, random);
      assertEquals(first, sum(values));
    }
  }

  @Test
  void theSumIsRoundedOnceAndNullsCountAsNothing() {
    List<Double> values = new ArrayList<>(List.of(1e16, 1.0, -1e16, 0.25));
    values.add(null);
    assertEquals(1.25, sum(values));
    assertEquals(0.0, sum(List.of()));
  }

  private static double sum(List<Double> values) {
    ExactSum sum = new ExactSum();
    BigDecimal left = sum.zero();
    BigDecimal right = sum.zero();
    for (int i = 0; i < values.size(); i++) {
      if (i % 2 == 0) {
        left = sum.reduce(left, values.get(i));
      } else {
        right = sum.reduce(right, values.get(i));
      }
    }
    return sum.finish(sum.merge(left, right));
  }
}
