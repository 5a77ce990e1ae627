package org.longstride.job.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.longstride.job.model.safetensors.JsonText;
import org.nd4j.shade.jackson.databind.JsonNode;

/** Checkpoints of others, with what Hugging Face computes for them. */
class GoldenModelsTest {

  private static final double TOLERANCE = 1e-4;

  @TempDir static Path folder;

  @TestFactory
  Stream<DynamicTest> agreesWithHuggingFace() {
    return Stream.of(
            "gpt2",
            "llama_gqa",
            "llama_rope_linear",
            "llama_rope_llama3",
            "mistral_sw16",
            "qwen2",
            "qwen3",
            "e2e_gpt2",
            "e2e_llama_f16",
            "e2e_mistral_sw16")
        .filter(name -> GoldenFiles.find("hf/" + name).isPresent())
        .flatMap(
            name ->
                Stream.of("config.json", "config.transformers5.json")
                    .map(
                        config ->
                            DynamicTest.dynamicTest(
                                name + ", " + config, () -> agrees(name, config))));
  }

  private static void agrees(String name, String config) throws IOException {
    Path golden = GoldenFiles.require("hf/" + name);
    Path copy = Files.createDirectory(folder.resolve(name + "-" + config));
    for (String file : new String[] {"model.safetensors", "tokenizer.json"}) {
      if (Files.exists(golden.resolve(file))) {
        Files.copy(golden.resolve(file), copy.resolve(file));
      }
    }
    Files.copy(
        golden.resolve(config), copy.resolve("config.json"), StandardCopyOption.REPLACE_EXISTING);
    JsonNode expected = JsonText.read(golden.resolve("expected.json"));
    try (LoadedModel loaded = ModelLoader.load(copy, Optional.empty())) {
      for (JsonNode input : JsonText.read(golden.resolve("inputs.json")).get("inputs")) {
        int[] ids = ints(input.get("input_ids").get(0));
        JsonNode outcome = expected.get("inputs").get(input.get("name").asText());
        assertArrayEquals(
            doubles(outcome.get("logprobs")), score(loaded.model(), ids), TOLERANCE, name);
        if (input.has("text")) {
          assertArrayEquals(
              ints(expected.get("all_token_ids")),
              loaded.requireTokenizer().encode(input.get("text").asText()));
        }
      }
    }
  }

  @Test
  void aRealModelHasThePerplexitiesThatHuggingFaceComputes() {
    Path golden = GoldenFiles.require("stories260K");
    JsonNode expected = JsonText.read(golden.resolve("expected.json"));
    perplexity(golden, Optional.empty(), expected, "full");
    perplexity(golden, Optional.of("window(16)"), expected, "window16");
    perplexity(golden, Optional.of("window(64)"), expected, "window64");
  }

  private static void perplexity(
      Path golden, Optional<String> attention, JsonNode expected, String name) {
    try (LoadedModel loaded = ModelLoader.load(golden, attention)) {
      int[] ids = loaded.requireTokenizer().encode(expected.get("text").asText());
      assertArrayEquals(ints(expected.get("ids")), ids);
      double[] logProbabilities = score(loaded.model(), ids);
      double nll = -Arrays.stream(logProbabilities).sum();
      assertEquals(expected.get(name).get("nll").asDouble(), nll, 1e-3, name);
      assertEquals(
          expected.get(name).get("ppl").asDouble(),
          Math.exp(nll / logProbabilities.length),
          1e-5,
          name);
      if (expected.get(name).has("token_logprobs")) {
        assertArrayEquals(
            doubles(expected.get(name).get("token_logprobs")), logProbabilities, TOLERANCE);
      }
    }
  }

  private static double[] score(LanguageModel model, int[] ids) {
    double[] logProbabilities = new double[ids.length - 1];
    model.score(ids, (position, logProbability) -> logProbabilities[position - 1] = logProbability);
    return logProbabilities;
  }

  private static int[] ints(JsonNode array) {
    int[] values = new int[array.size()];
    Arrays.setAll(values, i -> array.get(i).asInt());
    return values;
  }

  private static double[] doubles(JsonNode array) {
    double[] values = new double[array.size()];
    Arrays.setAll(values, i -> array.get(i).asDouble());
    return values;
  }
}
