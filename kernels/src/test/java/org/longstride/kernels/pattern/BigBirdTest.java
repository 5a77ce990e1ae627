package org.longstride.kernels.pattern;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.longstride.kernels.Goldens;
import org.nd4j.shade.jackson.databind.JsonNode;

class BigBirdTest {

  private static Term random(String text, int layer, int head) {
    return AttentionPattern.parse(text).terms(layer, head, 12).get(0);
  }

  /** The blocks of keys that a block of queries sees, by the tokens that begin them. */
  private static Set<Integer> drawn(Term term, int block, int size, Sequence sequence) {
    Set<Integer> drawn = new HashSet<>();
    for (int key = 0; key * size < sequence.length(); key++) {
      if (term.attends(sequence, block * size, key * size)) {
        drawn.add(key);
      }
    }
    return drawn;
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 0, 0", "2, 4, 0, 0", "3, 4, 2, 1", "1, 16, 1, 0", "3, 64, 2, 1", "4, 7, 3, 2"})
  void randomBlocksAreSeenWhole(int r, int size, int apart, int ends) {
    String text = "random(%d, block=%d, seed=5, apart=%d, ends=%d)".formatted(r, size, apart, ends);
    Term term = random(text, 1, 2);
    TermJudge.judge(
        term,
        text,
        (i, j, n, causal) ->
            term.attends(new Sequence(n, causal), i / size * size, j / size * size));
    Term shifted = random(text.replace(")", ", offset=10)"), 1, 2);
    TermJudge.judge(
        shifted,
        text,
        (i, j, n, causal) ->
            i >= 10
                && j >= 10
                && shifted.attends(
                    new Sequence(n, causal),
                    (i - 10) / size * size + 10,
                    (j - 10) / size * size + 10));
  }

  @ParameterizedTest
  @CsvSource({"1, 0, 0", "3, 0, 0", "3, 1, 0", "3, 2, 1", "5, 3, 2", "30, 2, 1"})
  void asManyBlocksAreDrawnAsThereAreToDraw(int r, int apart, int ends) {
    Term term = random("random(%d, block=4, apart=%d, ends=%d)".formatted(r, apart, ends), 0, 0);
    for (boolean causal : new boolean[] {false, true}) {
      for (int n : new int[] {1, 4, 5, 64, 127}) {
        int blocks = (n + 3) / 4;
        for (int q = 0; q < blocks; q++) {
          Set<Integer> candidates = new HashSet<>();
          for (int k = ends; k < (causal ? q + 1 : blocks - ends); k++) {
            if (Math.abs(k - q) >= apart) {
              candidates.add(k);
            }
          }
          Set<Integer> drawn = drawn(term, q, 4, new Sequence(n, causal));
          assertTrue(candidates.containsAll(drawn), q + " of " + blocks + " drew " + drawn);
          assertEquals(Math.min(r, candidates.size()), drawn.size());
        }
      }
    }
  }

  @Test
  void causalDrawsDoNotDependOnTheLength() {
    Term term = random("random(3, block=4, apart=2, ends=1)", 0, 0);
    for (int q = 0; q < 16; q++) {
      assertEquals(
          drawn(term, q, 4, new Sequence(64, true)), drawn(term, q, 4, new Sequence(4000, true)));
    }
  }

  @Test
  void theSameSeedDrawsTheSameAndEveryHeadAndLayerItsOwn() {
    Sequence sequence = new Sequence(640, false);
    assertEquals(random("random(3)", 1, 2), random("random(3, seed=0)", 1, 2));
    List<Set<Integer>> draws = new ArrayList<>();
    for (Term term :
        List.of(
            random("random(3, block=4)", 0, 0),
            random("random(3, block=4)", 0, 1),
            random("random(3, block=4)", 1, 0),
            random("random(3, block=4, seed=1)", 0, 0))) {
      draws.add(drawn(term, 5, 4, sequence));
    }
    assertEquals(4, new HashSet<>(draws).size(), draws.toString());
    assertNotEquals(draws.get(0), drawn(random("random(3, block=4)", 0, 0), 6, 4, sequence));
  }

  @Test
  void drawsAreTheSameForEver() {
    assertEquals(0xE220A8397B1DCDAFL, Draw.mix(0));
    assertArrayEquals(new int[] {680, 749, 265, 784}, Draw.distinct(9, 4, 1000));
  }

  @Test
  void allBlocksAreAlikeLikely() {
    int[] counts = new int[10];
    for (int seed = 0; seed < 10_000; seed++) {
      for (int number : Draw.distinct(Draw.mix(seed), 3, 10)) {
        counts[number]++;
      }
    }
    for (int count : counts) {
      assertEquals(3000, count, 250);
    }
  }

  @Test
  void internalFormIsWindowEndsAndRandomBlocks() {
    assertEquals(
        AttentionPattern.parse(
            "block(64, beside=1) + global(0, -1, block=64)"
                + " + random(3, block=64, seed=7, apart=2, ends=1)"),
        AttentionPattern.parse("bigbird(64, seed=7)"));
  }

  @Test
  void extendedFormHasItsGlobalTokensInFront() {
    assertEquals(
        AttentionPattern.parse("block(84, beside=1, offset=256) + global(0..255)"),
        AttentionPattern.parse("bigbird(84, global=256)"));
    assertEquals(
        AttentionPattern.parse(
            "block(8, beside=1, offset=3) + global(0..2)"
                + " + random(2, block=8, apart=2, offset=3)"),
        AttentionPattern.parse("bigbird(8, global=3, random=2)"));
  }

  @TestFactory
  List<DynamicTest> layoutsAreThoseOfGoogle() {
    List<DynamicTest> tests = new ArrayList<>();
    for (JsonNode golden : Goldens.json("bigbird_google/itc_layouts.json")) {
      int size = golden.path("block_size").asInt();
      int n = golden.path("seq").asInt();
      AttentionPattern ours =
          AttentionPattern.parse(
              "bigbird(%d, random=%s, seed=%s, draws=google, positions=%d)"
                  .formatted(
                      size,
                      golden.path("num_rand_blocks"),
                      golden.path("np_random_seed"),
                      golden.path("max_seq").asInt()));
      tests.add(dynamicTest(ours + ", " + n, () -> agree(ours, golden, n, size)));
    }
    return tests;
  }

  private static void agree(AttentionPattern ours, JsonNode golden, int n, int size) {
    Sequence sequence = new Sequence(n, false);
    int blocks = n / size;
    int heads = golden.path("heads").asInt();
    for (int head = 0; head < heads; head++) {
      List<Term> terms = ours.terms(0, head, heads);
      for (int q = 0; q < blocks; q++) {
        String row = golden.path("block_mask").get(head).get(q).asText();
        for (int k = 0; k < blocks; k++) {
          int query = (q + 1) * size - 1;
          int key = k * size;
          boolean sees = terms.stream().anyMatch(t -> t.attends(sequence, query, key));
          assertEquals(row.charAt(k) == '1', sees, q + " sees " + k);
        }
      }
      agree(terms.get(2), golden.path("rand_attn").get(head), n, size);
    }
  }

  /** The blocks that each block of queries but the first and the last draws. */
  private static void agree(Term random, JsonNode rows, int n, int size) {
    for (int q = 1; q <= rows.size(); q++) {
      Set<Integer> expected = new HashSet<>();
      rows.get(q - 1).forEach(block -> expected.add(block.asInt()));
      assertEquals(expected, drawn(random, q, size, new Sequence(n, false)), "row " + q);
    }
  }

  @TestFactory
  List<DynamicTest> drawsAreThoseOfHuggingFace() {
    List<DynamicTest> tests = new ArrayList<>();
    Goldens.json("hf/bigbird_bs4_r2_random/expected.json")
        .path("inputs")
        .fields()
        .forEachRemaining(
            input -> {
              JsonNode layers = input.getValue().path("rand_attn");
              int n = input.getValue().path("padded_length").asInt();
              tests.add(dynamicTest(input.getKey(), () -> agree(layers, n)));
            });
    return tests;
  }

  private static void agree(JsonNode layers, int n) {
    AttentionPattern ours = AttentionPattern.parse("random(2, block=4, draws=google)");
    for (int layer = 0; layer < layers.size(); layer++) {
      for (int head = 0; head < layers.get(layer).size(); head++) {
        Term term = ours.terms(layer, head, layers.get(layer).size()).get(0);
        agree(term, layers.get(layer).get(head), n, 4);
      }
    }
  }

  @Test
  void otherPeoplesDrawsAreSeenWholeAndEqualWhereTheyAreTheSame() {
    for (String text :
        List.of("random(3, block=4, draws=google)", "random(2, block=16, seed=9, draws=google)")) {
      Term term = random(text, 1, 2);
      int size = text.contains("16") ? 16 : 4;
      TermJudge.judge(
          term,
          text,
          (i, j, n, causal) ->
              term.attends(new Sequence(n, causal), i / size * size, j / size * size));
      assertEquals(term, random(text, 1, 2));
      assertNotEquals(term, random(text, 1, 3));
      assertEquals(text, AttentionPattern.parse(text).toString());
    }
  }
}
