package org.longstride.kernels.pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.longstride.kernels.Goldens;
import org.nd4j.shade.jackson.databind.JsonNode;

class NeighborhoodTest {

  /** Who sees whom along an axis: the members of a class listed, and the window cut out. */
  private static boolean[][] axis(int length, int w, int d, int s, boolean causal) {
    boolean[][] sees = new boolean[length][length];
    for (int i = 0; i < length; i++) {
      List<Integer> members = new ArrayList<>();
      for (int at = i % d; at < length; at += d) {
        members.add(at);
      }
      int count = members.size();
      int p = i / d;
      int group = p - p % s;
      int begin;
      int end;
      if (causal) {
        begin = Math.max(0, Math.min(group + s - 1, count - 1) + 1 - w);
        end = p + 1;
      } else {
        begin = Math.min(group + s / 2, count - 1) - w / 2;
        while (begin + w > count) {
          begin--;
        }
        while (begin < 0) {
          begin++;
        }
        end = Math.min(begin + w, count);
      }
      for (int key : members.subList(begin, end)) {
        sees[i][key] = true;
      }
    }
    return sees;
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, 1, 0", "2, 1, 1, 0", "7, 1, 1, 0", "8, 1, 1, 1", "7, 3, 1, 0", "6, 2, 1, 1",
    "5, 1, 2, 0", "8, 1, 3, 0", "4, 2, 4, 1", "9, 5, 3, 0", "64, 1, 1, 0", "70, 1, 7, 1"
  })
  void lineOfTheSequencesLength(int w, int d, int s, int causal) {
    String text = "neighborhood(%d, dilation=%d, stride=%d, causal=%d)".formatted(w, d, s, causal);
    Map<Integer, boolean[][]> line = new HashMap<>();
    TermJudge.judge(
        text,
        (i, j, n, unused) ->
            line.computeIfAbsent(n, length -> axis(length, w, d, s, causal == 1))[i][j]);
  }

  @ParameterizedTest
  @CsvSource({
    "3x3, 6x7, 1x1, 1x1, 0x0", "5x2, 9x8, 1x1, 1x1, 0x0", "3x4, 9x13, 2x3, 1x1, 0x0",
    "4x3, 8x12, 1x2, 2x3, 0x1", "2x7, 17x7, 3x1, 1x4, 1x1", "7x7, 20x20, 1x1, 1x1, 0x0",
    "1x9, 3x70, 1x5, 1x1, 0x0", "5x3, 40x4, 1x1, 1x1, 0x0", "4x3, 41x5, 2x1, 2x1, 1x0"
  })
  void imageIsTheProductOfItsAxes(
      String window, String over, String dilation, String stride, String causal) {
    judgeGrid(window, over, dilation, stride, causal);
  }

  @ParameterizedTest
  @CsvSource({
    "3x3x3, 4x5x6, 1x1x1, 1x1x1, 0x0x0",
    "2x3x2, 5x7x6, 2x1x3, 1x2x1, 1x0x0",
    "1x3x5, 2x9x11, 1x3x2, 1x1x5, 0x1x0"
  })
  void volumeIsTheProductOfItsAxes(
      String window, String over, String dilation, String stride, String causal) {
    judgeGrid(window, over, dilation, stride, causal);
  }

  private static void judgeGrid(
      String window, String over, String dilation, String stride, String causal) {
    String text =
        "neighborhood(%s over %s, dilation=%s, stride=%s, causal=%s)"
            .formatted(window, over, dilation, stride, causal);
    int[] w = sizes(window);
    int[] lengths = sizes(over);
    int[] d = sizes(dilation);
    int[] s = sizes(stride);
    int[] c = sizes(causal);
    int tokens = 1;
    List<boolean[][]> axes = new ArrayList<>();
    for (int a = 0; a < lengths.length; a++) {
      axes.add(axis(lengths[a], w[a], d[a], s[a], c[a] == 1));
      tokens *= lengths[a];
    }
    int all = tokens;
    Visibility product =
        (i, j, n, unused) -> {
          int query = i;
          int key = j;
          boolean sees = i < all && j < all;
          for (int a = lengths.length - 1; a >= 0 && sees; a--) {
            sees = axes.get(a)[query % lengths[a]][key % lengths[a]];
            query /= lengths[a];
            key /= lengths[a];
          }
          return sees;
        };
    Term term = AttentionPattern.parse(text).terms(0, 0, 1).get(0);
    for (boolean causalModel : new boolean[] {false, true}) {
      for (int n : new int[] {tokens, tokens + 70, tokens - 5}) {
        TermJudge.judge(term, text, new Sequence(n, causalModel), product);
      }
    }
  }

  private static int[] sizes(String text) {
    return Stream.of(text.split("x")).mapToInt(Integer::parseInt).toArray();
  }

  @Test
  void tilesFollowTheImageAndMeetFewKeys() {
    Term term = AttentionPattern.parse("neighborhood(7x7 over 128x128)").terms(0, 0, 1).get(0);
    Sequence sequence = new Sequence(128 * 128, false);
    QueryOrder order = term.order(sequence);
    assertEquals(256, order.tiles(0, 128 * 128));
    assertEquals(4 * 128, order.preferredChunk());
    // Eight tiles of four by sixteen queries are rows of the image, one after the other.
    QueryTile tile = order.tile(0, 128 * 128, 8 * 3 + 5);
    assertEquals(4 * 3 * 128 + 16 * 5, tile.first());
    assertEquals(tile.first() + 3 * 128 + 15, tile.last());
    assertEquals(10 * 22, keys(term, sequence, tile));
  }

  @Test
  void tilesOfAWideImageComeInStrips() {
    QueryOrder order = order("neighborhood(7x7 over 512x512)", 512 * 512);
    assertEquals(16 * 8, order.tile(0, 512 * 512, 128 * 8).first());
    QueryTile tile = order.tile(0, 512 * 512, 8 * 3 + 5);
    assertEquals(4 * 3 * 512 + 16 * 5, tile.first());
    assertEquals(tile.first() + 3 * 512 + 15, tile.last());
  }

  @Test
  void stripsOfFewTilesHaveEmptyOnes() {
    QueryOrder order = order("neighborhood(7x7 over 72x72)", 72 * 72);
    assertEquals(8 * 18, order.tiles(0, 72 * 72));
    for (int t = 0; t < 8 * 18; t++) {
      int expected = t % 8 < 4 ? 64 : t % 8 == 4 ? 32 : 0;
      assertEquals(expected, order.tile(0, 72 * 72, t).count());
    }
    // Of larger windows, squares of queries see the fewest keys. Nine tiles: a strip of eight, and
    // a strip of one.
    order = order("neighborhood(31x31 over 72x72)", 72 * 72);
    assertEquals(9 * 9, order.tiles(0, 72 * 72));
    assertEquals(64, order.tile(0, 72 * 72, 8 * 9).first());
    assertEquals(8 * 72 + 64, order.tile(0, 72 * 72, 8 * 9 + 1).first());
  }

  private static QueryOrder order(String text, int n) {
    return AttentionPattern.parse(text).terms(0, 0, 1).get(0).order(new Sequence(n, false));
  }

  @Test
  void tilesOfADilatedImageHoldOneResidueClass() {
    Term term =
        AttentionPattern.parse("neighborhood(7x3 over 128x128, dilation=2x5)")
            .terms(0, 0, 1)
            .get(0);
    Sequence sequence = new Sequence(128 * 128, false);
    QueryOrder order = term.order(sequence);
    for (int t = 0; t < order.tiles(0, 128 * 128); t++) {
      QueryTile tile = order.tile(0, 128 * 128, t);
      assertTrue(keys(term, sequence, tile) <= (4 + 6) * (16 + 2), tile + " meets too many keys");
    }
  }

  private static int keys(Term term, Sequence sequence, QueryTile tile) {
    int keys = 0;
    for (boolean reached : TermJudge.reach(term, sequence, tile)) {
      keys += reached ? 1 : 0;
    }
    return keys;
  }

  @TestFactory
  List<DynamicTest> neighboursAreThoseOfNatten() {
    List<DynamicTest> tests = new ArrayList<>();
    for (String file : new String[] {"na1d", "na2d", "na3d"}) {
      for (JsonNode golden : Goldens.json("natten/" + file + ".json")) {
        String text =
            "neighborhood(%s over %s, dilation=%s, stride=%s, causal=%s)"
                .formatted(
                    sizes(golden.path("kernel_size")),
                    sizes(golden.path("shape")),
                    sizes(golden.path("dilation")),
                    sizes(golden.path("stride")),
                    sizes(golden.path("is_causal")));
        tests.add(dynamicTest(text, () -> agree(text, golden.path("neighbours"))));
      }
    }
    return tests;
  }

  private static String sizes(JsonNode numbers) {
    List<String> sizes = new ArrayList<>();
    numbers.forEach(number -> sizes.add(String.valueOf(number.asInt())));
    return String.join("x", sizes);
  }

  private static void agree(String text, JsonNode neighbours) {
    Term term = AttentionPattern.parse(text).terms(0, 0, 1).get(0);
    Sequence sequence = new Sequence(neighbours.size(), false);
    for (int i = 0; i < neighbours.size(); i++) {
      List<Integer> expected = new ArrayList<>();
      neighbours.get(i).forEach(key -> expected.add(key.asInt()));
      List<Integer> seen = new ArrayList<>();
      for (int j = 0; j < neighbours.size(); j++) {
        if (term.attends(sequence, i, j)) {
          seen.add(j);
        }
      }
      assertEquals(expected, seen, "neighbours of " + i);
    }
  }
}
