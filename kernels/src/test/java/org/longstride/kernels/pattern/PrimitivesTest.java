package org.longstride.kernels.pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every primitive against its definition, which is written here once more from its paper. */
class PrimitivesTest {

  @Test
  void fullSeesEveryKey() {
    TermJudge.judge("full", (i, j, n, causal) -> true);
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 1", "5, 1", "64, 1", "65, 1", "500, 1", "1, 3", "2, 2", "5, 3", "9, 64"})
  void windowSeesTheLastKeysOrHalfOfThemToEachSide(int w, int d) {
    TermJudge.judge(
        "window(" + w + ", dilation=" + d + ")",
        (i, j, n, causal) -> {
          for (int step = 0; step < w; step++) {
            if (causal && j == i - step * d) {
              return true;
            }
          }
          for (int step = 0; step <= w / 2; step++) {
            if (!causal && (j == i - step * d || j == i + step * d)) {
              return true;
            }
          }
          return false;
        });
  }

  @ParameterizedTest
  @CsvSource({"0, 0, 1", "3, 0, 1", "0, 4, 1", "7, 2, 1", "2, 1, 5", "0, 3, 2", "300, 70, 3"})
  void windowOfTwoNumbersReachesSoFarToEachSide(int left, int right, int d) {
    TermJudge.judge(
        "window(" + left + ", " + right + ", dilation=" + d + ")",
        (i, j, n, causal) -> {
          int distance = j - i;
          return distance >= -left * d && distance <= right * d && Math.abs(distance) % d == 0;
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 16, 64, 65, 128, 1000})
  void stridedHeadSeesEveryLthKey(int l) {
    TermJudge.judge(
        "stride(" + l + ")",
        (i, j, n, causal) -> {
          int at = Math.max(i, j);
          while (at > Math.min(i, j)) {
            at -= l;
          }
          return at == Math.min(i, j);
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 16, 64, 100, 1000})
  void blockSeesItsOwnBlock(int l) {
    TermJudge.judge(
        "block(" + l + ")",
        (i, j, n, causal) -> {
          int start = 0;
          while (start + l <= i) {
            start += l;
          }
          return j >= start && j < start + l;
        });
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 0", "4, 1, 0", "4, 2, 3", "16, 1, 5", "64, 1, 100", "84, 1, 40", "9, 500, 1"})
  void blockSeesThoseBesideItAndMayBeginAnywhere(int l, int beside, int offset) {
    TermJudge.judge(
        "block(" + l + ", beside=" + beside + ", offset=" + offset + ")",
        (i, j, n, causal) -> {
          int start = offset;
          while (start > i) {
            start -= l;
          }
          while (start + l <= i) {
            start += l;
          }
          return j >= start - l * beside && j < start + l + l * beside;
        });
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "4, 1", "8, 3", "8, 8", "16, 4", "64, 8", "100, 33", "500, 20"})
  void columnsAreTheLastOfEachBlockAndEachHeadHasItsOwn(int l, int c) {
    AttentionPattern columns = AttentionPattern.parse("columns(" + l + "," + c + ")");
    for (int head = 0; head < 5; head++) {
      int slot = head % (l / c);
      TermJudge.judge(
          columns.terms(0, head, 5).get(0),
          columns + " of head " + head,
          (i, j, n, causal) -> {
            int fromTheEnd = l - 1 - j % l;
            return fromTheEnd / c == slot;
          });
    }
  }

  @Test
  void columnsOfOneSlotAreTheSameInEveryHead() {
    AttentionPattern columns = AttentionPattern.parse("columns(16, 4, slots=1)");
    for (int head = 0; head < 5; head++) {
      assertEquals(columns.terms(0, 0, 5), columns.terms(0, head, 5));
    }
  }

  @Test
  void globalTokensSeeAllAndAreSeenByAll() {
    TermJudge.judge("global(0)", (i, j, n, causal) -> i == 0 || j == 0);
    TermJudge.judge(
        "global(0..3, 100)", (i, j, n, causal) -> i <= 3 || i == 100 || j <= 3 || j == 100);
    TermJudge.judge(
        "global(63..64)", (i, j, n, causal) -> i == 63 || i == 64 || j == 63 || j == 64);
  }

  @Test
  void negativeGlobalPositionsCountFromTheEnd() {
    TermJudge.judge("global(-1)", (i, j, n, causal) -> i == n - 1 || j == n - 1);
    TermJudge.judge(
        "global(1, -20..-18)",
        (i, j, n, causal) ->
            i == 1 || j == 1 || (n - i <= 20 && n - i >= 18) || (n - j <= 20 && n - j >= 18));
    TermJudge.judge("global(2..-3)", (i, j, n, causal) -> between(i, n) || between(j, n));
  }

  private static boolean between(int position, int n) {
    return position >= 2 && position <= n - 3;
  }

  @Test
  void globalBlocksAreCountedInBlocksAndTheLastMayBeShort() {
    TermJudge.judge(
        "global(0, -1, block=16)",
        (i, j, n, causal) -> i < 16 || j < 16 || i >= lastBlock(n, 16) || j >= lastBlock(n, 16));
    TermJudge.judge(
        "global(1..2, block=7)", (i, j, n, causal) -> (i >= 7 && i < 21) || (j >= 7 && j < 21));
  }

  private static int lastBlock(int n, int size) {
    int start = 0;
    while (start + size < n) {
      start += size;
    }
    return start;
  }
}
