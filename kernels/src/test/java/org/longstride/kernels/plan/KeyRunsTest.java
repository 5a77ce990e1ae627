package org.longstride.kernels.plan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A list in runs holds what was appended, key by key. */
class KeyRunsTest {

  private final List<Integer> keys = new ArrayList<>();
  private final KeyRuns runs = new KeyRuns();

  private void append(int from, int count, int step) {
    runs.append(from, count, step);
    for (int i = 0; i < count; i++) {
      keys.add(from + i * step);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void anyPartIsWhatWasAppended(long seed) {
    Random random = new Random(seed);
    int next = random.nextInt(5);
    for (int i = random.nextInt(300); i >= 0; i--) {
      int count = 1 + random.nextInt(3) * random.nextInt(4);
      int step = 1 + random.nextInt(2) * random.nextInt(3);
      append(next, count, step);
      next += (count - 1) * step + 1 + random.nextInt(3);
    }
    judge(runs, random);
    KeyRuns trimmed = runs.trimmed();
    runs.clear();
    assertEquals(0, runs.count());
    assertEquals(0, runs.runs());
    judge(trimmed, random);
    append(next, 9, 2);
    trimmed.append(next, 9, 2);
    judge(trimmed, random);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void sharedRunsAreTheFirstThatAreAlike(long seed) {
    Random random = new Random(seed);
    int alike = random.nextInt(9);
    KeyRuns others = new KeyRuns();
    for (int run = 0; run < 12; run++) {
      // Neither neighbours nor single keys: each is a run of its own.
      int change = run < alike ? -1 : run == alike ? random.nextInt(3) : random.nextInt(4) - 1;
      append(100 * run, 5, 3);
      others.append(100 * run + (change == 0 ? 1 : 0), change == 1 ? 4 : 5, change == 2 ? 2 : 3);
    }
    assertEquals(alike, runs.sharedRuns(others));
    assertEquals(alike, others.sharedRuns(runs));
    assertEquals(12, runs.sharedRuns(runs.trimmed()));
    assertEquals(0, runs.sharedRuns(new KeyRuns()));
    append(2000, 5, 3);
    assertEquals(alike, runs.sharedRuns(others));
  }

  private void judge(KeyRuns runs, Random random) {
    assertEquals(keys.size(), runs.count());
    int before = 0;
    for (int run = 0; run < runs.runs(); run++) {
      assertEquals(keys.get(before), runs.first(run));
      for (int skip = 0; skip < runs.size(run); skip++) {
        judge(runs, run, skip, before + skip, random.nextInt(keys.size() - before - skip + 1));
      }
      before += runs.size(run);
      assertEquals(keys.get(before - 1), runs.last(run));
    }
    assertEquals(keys.size(), before);
  }

  private void judge(KeyRuns runs, int run, int skip, int from, int count) {
    int[] written = new int[count + 1];
    written[count] = -1;
    runs.write(run, skip, count, written);
    assertArrayEquals(
        keys.subList(from, from + count).stream().mapToInt(i -> i).toArray(),
        Arrays.copyOf(written, count));
    assertEquals(-1, written[count]);
  }

  /** However many keys there are. */
  @Test
  void keysInEvenStepsAreOneRun() {
    for (int key = 3; key < 3000; key += 3) {
      append(key, 1, 1);
    }
    append(3000, 50, 3);
    append(5000, 64, 1);
    append(5064, 10, 1);
    assertEquals(2, runs.runs());
    judge(runs, new Random(1));
  }
}
