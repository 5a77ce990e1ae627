package org.longstride.kernels.plan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What was appended for many keys at once is there for each. */
class LaneRunsTest {

  private final List<Long> lanes = new ArrayList<>();
  private final LaneRuns runs = new LaneRuns();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void anyPartIsWhatWasAppended(long seed) {
    Random random = new Random(seed);
    for (int i = random.nextInt(200); i >= 0; i--) {
      appendSome(random);
    }
    judge(runs, random);
    LaneRuns trimmed = runs.trimmed(new LaneRuns());
    assertSame(trimmed, runs.trimmed(trimmed));
    runs.clear();
    assertEquals(0, runs.count());
    assertEquals(0, runs.visiblePairs());
    judge(trimmed, random);
    trimmed.append(3, 5L);
    IntStream.range(0, 3).forEach(i -> lanes.add(5L));
    judge(trimmed, random);
  }

  private void appendSome(Random random) {
    if (random.nextBoolean()) {
      int keys = 1 + random.nextInt(9);
      long seers = 1 + random.nextInt(3);
      runs.append(keys, seers);
      IntStream.range(0, keys).forEach(i -> lanes.add(seers));
    } else {
      long[] seers = random.longs(random.nextInt(99), 1, 4).toArray();
      int from = random.nextInt(seers.length + 1);
      runs.append(seers, from, seers.length);
      IntStream.range(from, seers.length).forEach(i -> lanes.add(seers[i]));
    }
  }

  private void judge(LaneRuns runs, Random random) {
    assertEquals(lanes.size(), runs.count());
    assertEquals(lanes.stream().mapToInt(Long::bitCount).sum(), runs.visiblePairs());
    assertEquals(lanes.stream().filter(l -> (l & 2) != 0).count(), runs.visiblePairs(2));
    for (int from = 0; from <= lanes.size(); from++) {
      int count = random.nextInt(lanes.size() - from + 1);
      long[] written = new long[count];
      runs.write(from, count, written);
      assertArrayEquals(
          lanes.subList(from, from + count).stream().mapToLong(i -> i).toArray(), written);
    }
  }
}
