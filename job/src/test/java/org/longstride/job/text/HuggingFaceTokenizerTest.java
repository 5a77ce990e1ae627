package org.longstride.job.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.longstride.job.model.GoldenFiles;
import org.longstride.job.model.safetensors.JsonText;
import org.nd4j.shade.jackson.databind.JsonNode;

class HuggingFaceTokenizerTest {

  /** Words a, b, c and d, a beginning and an end, and what has to be switched off. */
  private static final String SMALL =
      """
      {"version":"1.0",
       "truncation":{"direction":"Right","max_length":3,"strategy":"LongestFirst","stride":0},
       "padding":{"strategy":{"Fixed":16},"direction":"Right","pad_to_multiple_of":null,
                  "pad_id":0,"pad_type_id":0,"pad_token":"[PAD]"},
       "added_tokens":[],"normalizer":null,"pre_tokenizer":{"type":"Whitespace"},
       "post_processor":{"type":"BertProcessing","sep":["</s>",6],"cls":["<s>",5]},
       "decoder":null,
       "model":{"type":"WordLevel","unk_token":"?",
                "vocab":{"[PAD]":0,"a":1,"b":2,"c":3,"d":4,"<s>":5,"</s>":6,"?":7}}}
      """;

  @TempDir Path folder;

  @TestFactory
  Stream<DynamicTest> agreesWithTheLibraryThatTrainedIt() {
    return Stream.of(
            "gpt2_bytelevel_bpe",
            "llama3_bpe",
            "llama2_sp_bpe_metaspace",
            "bigbird_unigram",
            "bert_uncased_wordpiece",
            "roberta_longformer_led",
            "wordlevel_whitespace")
        .filter(name -> GoldenFiles.find("tokenizers/" + name).isPresent())
        .map(name -> DynamicTest.dynamicTest(name, () -> agrees(name)));
  }

  private static void agrees(String name) throws IOException {
    Path golden = GoldenFiles.require("tokenizers/" + name);
    JsonNode cases = JsonText.read(golden.resolve("golden.json")).get("cases");
    assertTrue(cases.size() > 0);
    try (Tokenizer tokenizer = HuggingFaceTokenizer.open(golden.resolve("tokenizer.json"))) {
      for (JsonNode example : cases) {
        String text = example.get("text").asText();
        int[] expected = new int[example.get("ids").size()];
        Arrays.setAll(expected, i -> example.get("ids").get(i).asInt());
        assertArrayEquals(expected, tokenizer.encode(text), text);
      }
    }
  }

  @Test
  void addsSpecialTokensAndNeitherCutsNorPads() throws IOException {
    try (Tokenizer tokenizer = open(SMALL)) {
      assertArrayEquals(new int[] {5, 1, 2, 3, 4, 7, 1, 6}, tokenizer.encode("a b c d e a"));
      assertArrayEquals(new int[] {5, 6}, tokenizer.encode(""));
    }
  }

  @Test
  void encodesALongDocumentWhole() throws IOException {
    try (Tokenizer tokenizer = open(SMALL)) {
      int words = 200_000;
      int[] ids = tokenizer.encode("a b c d ".repeat(words / 4));
      assertEquals(words + 2, ids.length);
      assertEquals(4, ids[words]);
    }
  }

  @Test
  void refusesHalfACharacter() throws IOException {
    try (Tokenizer tokenizer = open(SMALL)) {
      for (String text : List.of("\ud83d", "a \ude00", "\ude00\ud83d", "a\ud83d b")) {
        assertThrows(IllegalArgumentException.class, () -> tokenizer.encode(text));
      }
      assertArrayEquals(new int[] {5, 7, 6}, tokenizer.encode("\ud83d\ude00"));
    }
  }

  @Test
  void saysInOneLineThatAFileIsNoTokenizer() {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> open("{\"version\":\"1.0\"}"));
    assertTrue(e.getMessage().contains("tokenizer.json: does not describe a tokenizer"));
    assertEquals(1, e.getMessage().lines().count());
  }

  @Test
  void refusesToEncodeOnceClosed() throws IOException {
    Tokenizer tokenizer = open(SMALL);
    tokenizer.close();
    tokenizer.close();
    assertThrows(IllegalStateException.class, () -> tokenizer.encode("a"));
  }

  private Tokenizer open(String json) throws IOException {
    return HuggingFaceTokenizer.open(Files.writeString(folder.resolve("tokenizer.json"), json));
  }
}
