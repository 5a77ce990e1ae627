package org.longstride.kernels.plan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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

  private void appendRows(int from, int width, int rows, int step) {
    runs.appendRows(from, width, rows, step);
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < width; column++) {
        keys.add(from + row * step + column);
      }
    }
  }

  /** Appends anything behind a key; returns the last that was appended. */
  private int appendAny(Random random, int last) {
    int next = last + 1 + random.nextInt(3);
    if (random.nextInt(3) > 0) {
      append(next, 1 + random.nextInt(3) * random.nextInt(4), 1 + random.nextInt(4));
    } else {
      int width = 1 + random.nextInt(4);
      appendRows(next, width, 1 + random.nextInt(4), width + 1 + random.nextInt(3));
    }
    return keys.get(keys.size() - 1);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void anyPartIsWhatWasAppended(long seed) {
    Random random = new Random(seed);
    int last = random.nextInt(5);
    for (int i = random.nextInt(300); i >= 0; i--) {
      last = appendAny(random, last);
    }
    judge(runs, random);
    KeyRuns trimmed = runs.trimmed();
    runs.clear();
    assertEquals(0, runs.count());
    assertEquals(0, runs.runs());
    judge(trimmed, random);
    append(last + 3, 9, 2);
    trimmed.append(last + 3, 9, 2);
    judge(trimmed, random);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void sharedKeysAreTheFirstThatAreAlike(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 50; round++) {
      keys.clear();
      runs.clear();
      int last = -1;
      for (int i = random.nextInt(9); i >= 0; i--) {
        last = appendAny(random, last);
      }
      KeyRuns others = runs.trimmed();
      assertEquals(keys.size(), runs.sharedKeys(others));
      List<Integer> alike = List.copyOf(keys);
      for (int i = random.nextInt(3); i > 0; i--) {
        last = appendAny(random, last);
      }
      // How far they are alike depends on how far the last run has grown.
      int before = alike.size() - others.size(others.runs() - 1);
      judgeShared(before, alike.size(), runs, others);
      runs.clear();
      int different = random.nextInt(keys.size());
      for (int i = 0; i < keys.size(); i++) {
        runs.append(keys.get(i) + (i < different ? 0 : 1), 1, 1);
      }
      judgeShared(0, different, runs, others);
    }
    assertEquals(0, runs.sharedKeys(new KeyRuns()));
  }

  private static void judgeShared(int least, int most, KeyRuns some, KeyRuns others) {
    int shared = some.sharedKeys(others);
    assertEquals(shared, others.sharedKeys(some));
    assertTrue(least <= shared && shared <= most, shared + " of " + least + " to " + most);
  }

  /** As the last c columns of blocks are, which tile after tile sees more of. */
  @Test
  void rowsOfTheSameSharedAsFarAsTheyGo() {
    runs.appendRows(120, 8, 512, 128);
    KeyRuns others = new KeyRuns();
    others.appendRows(120, 8, 500, 128);
    assertEquals(4000, runs.sharedKeys(others));
    others.append(200_000, 3, 1);
    assertEquals(4000, others.sharedKeys(runs));
    others.clear();
    others.append(120, 5, 1);
    assertEquals(5, others.sharedKeys(runs));
    others.append(125, 3, 1);
    others.append(249, 8, 1);
    assertEquals(8, runs.sharedKeys(others));
  }

  private void judge(KeyRuns runs, Random random) {
    assertEquals(keys.size(), runs.count());
    int before = 0;
    for (int run = 0; run < runs.runs(); run++) {
      assertEquals(keys.get(before), runs.first(run));
      for (int bound = keys.get(before) - 2; bound < runs.last(run) + 3; bound++) {
        int below = 0;
        while (below < runs.size(run) && keys.get(before + below) < bound) {
          below++;
        }
        assertEquals(below, runs.sizeBelow(run, bound));
      }
      for (int skip = 0; skip < runs.size(run); skip++) {
        judge(runs, run, skip, before + skip, random.nextInt(keys.size() - before - skip + 1));
      }
      before += runs.size(run);
      assertEquals(keys.get(before - 1), runs.last(run));
    }
    assertEquals(keys.size(), before);
    judgeRows(runs, random.nextInt(keys.size()));
  }

  private void judgeRows(KeyRuns runs, int from) {
    List<Integer> seen = new ArrayList<>();
    runs.eachRow(
        from,
        (first, count) -> {
          for (int i = 0; i < count; i++) {
            seen.add(first + i);
          }
        });
    assertEquals(keys.subList(from, keys.size()), seen);
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

  @Test
  void rowsInEvenStepsAreOneRun() {
    for (int row = 7; row < 2000; row += 20) {
      append(row, 5, 1);
    }
    appendRows(2007, 5, 9, 20);
    assertEquals(1, runs.runs());
    judge(runs, new Random(1));
  }
}
