package org.longstride.kernels.pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.longstride.kernels.Goldens;
import org.nd4j.shade.jackson.databind.JsonNode;

/** The masks of OpenAI's sparse_attention, written in the algebra. */
class SparseTransformerTest {

  @Test
  void mergedFixedHeadsSeeTheirBlockAndTheirOwnSummaryColumns() {
    AttentionPattern fixed = AttentionPattern.parse("fixed(4, 1, heads=merged)");
    assertEquals("11110001", row(fixed, 0, 2, new Sequence(8, false), 1));
    assertEquals("00101111", row(fixed, 1, 2, new Sequence(8, false), 6));
    assertEquals("00101110", row(fixed, 1, 2, new Sequence(8, true), 6));
  }

  @TestFactory
  List<DynamicTest> masksAreThoseOfOpenAi() {
    List<DynamicTest> tests = new ArrayList<>();
    for (JsonNode golden : Goldens.json("openai_sparse/get_attn_mask.json")) {
      tests.add(test(golden, golden.path("n").asInt(), 1, List.of(golden.path("mask"))));
    }
    for (JsonNode golden : Goldens.json("openai_sparse/blocksparse_layouts.json")) {
      List<JsonNode> masks = new ArrayList<>();
      if (golden.has("element_mask_in_original_order")) {
        masks.add(golden.path("element_mask_in_original_order"));
      } else {
        golden.path("element_mask").forEach(masks::add);
      }
      tests.add(test(golden, golden.path("n_ctx").asInt(), golden.path("heads").asInt(), masks));
    }
    return tests;
  }

  private static DynamicTest test(JsonNode golden, int n, int heads, List<JsonNode> masks) {
    AttentionPattern pattern = AttentionPattern.parse(text(golden));
    return dynamicTest(
        pattern + ", " + n + " tokens",
        () -> {
          assertTrue(masks.get(0).size() == n && masks.size() <= heads);
          for (int head = 0; head < heads; head++) {
            JsonNode mask = masks.get(head % masks.size());
            for (int i = 0; i < n; i++) {
              String row = row(pattern, head, heads, new Sequence(n, true), i);
              assertEquals(mask.get(i).asText(), row, "head " + head + " query " + i);
            }
          }
        });
  }

  /** What OpenAI's arguments are called here; its columns are counted in blocks. */
  private static String text(JsonNode golden) {
    int context = golden.path("local_attn_ctx").asInt();
    int columns = golden.path("vertsize").asInt() * golden.path("blocksize").asInt();
    int slots = golden.path("num_verts").asInt();
    return switch (golden.path("mode").asText()) {
      case "all" -> "full";
      case "local" -> "window(" + context + ")";
      case "strided" -> "stride(" + context + ")";
      case "fixed" -> "fixed(%d, %d, slots=%d, heads=merged)".formatted(context, columns, slots);
      default -> throw new IllegalArgumentException(golden.path("mode").asText());
    };
  }

  private static String row(
      AttentionPattern pattern, int head, int heads, Sequence sequence, int query) {
    StringBuilder row = new StringBuilder();
    for (int j = 0; j < sequence.length(); j++) {
      int key = j;
      boolean seen =
          !(sequence.causal() && key > query)
              && pattern.terms(0, head, heads).stream()
                  .anyMatch(term -> term.attends(sequence, query, key));
      row.append(seen ? '1' : '0');
    }
    return row.toString();
  }
}
