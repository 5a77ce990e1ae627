package org.longstride.job.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.longstride.kernels.pattern.PatternSyntaxException;

class ModelLoaderTest {

  @TempDir Path folder;

  private static RandomModel llama() {
    return RandomModel.llama("llama", 4, 257, 16, 2, 1, 6, 2, 20, false);
  }

  private LoadedModel load() {
    return ModelLoader.load(folder, Optional.empty());
  }

  private void assertRefused(RandomModel model, String... parts) throws IOException {
    model.write(folder);
    assertRefused(parts);
  }

  private void assertRefused(String... parts) {
    CheckpointException e = assertThrows(CheckpointException.class, this::load);
    assertEquals(1, e.getMessage().lines().count(), e.getMessage());
    for (String part : parts) {
      assertTrue(e.getMessage().contains(part), e.getMessage());
    }
  }

  @Test
  void namesWhatIsMissing() throws IOException {
    CheckpointException e =
        assertThrows(
            CheckpointException.class,
            () -> ModelLoader.load(folder.resolve("none"), Optional.empty()));
    assertTrue(e.getMessage().contains("there is no such folder"), e.getMessage());
    assertRefused("config.json: there is no such file");
    llama().write(folder);
    Files.delete(folder.resolve("model.safetensors"));
    assertRefused("model.safetensors: there is no such file; convert");
  }

  @Test
  void namesTheModelTypesItKnows() throws IOException {
    assertRefused(
        llama().set("model_type", "mamba"),
        "model_type is \"mamba\"",
        "[gpt2, llama, mistral, qwen2, qwen3]");
    assertRefused(llama().set("model_type", null), "model_type is not there");
  }

  @Test
  void refusesAConfigurationThatIsNoJson() throws IOException {
    llama().write(folder);
    Files.writeString(folder.resolve("config.json"), "{\"model_type\": ");
    assertRefused("config.json: is not valid JSON");
    Files.writeString(folder.resolve("config.json"), "[]");
    assertRefused("config.json: is not a JSON object");
  }

  @ParameterizedTest
  @CsvSource({
    "sliding_window, 512",
    "final_logit_softcapping, 30.0",
    "num_local_experts, 8",
    "quantization_config, 1",
    "partial_rotary_factor, 0.5",
    "some_rope_key, 1"
  })
  void refusesFeaturesThatItDoesNotCompute(String key, double value) throws IOException {
    RandomModel model =
        key.equals("some_rope_key")
            ? llama().set("rope_scaling", Map.of("rope_type", "linear", "factor", 2, key, value))
            : llama().set(key, value);
    assertRefused(model, "config.json: ", key, "must be absent");
  }

  @Test
  void refusesRotaryScalingsThatItDoesNotCompute() throws IOException {
    assertRefused(
        llama().set("rope_scaling", Map.of("rope_type", "yarn", "factor", 4.0)),
        "rope_scaling.rope_type is \"yarn\", must be one of [default, linear, llama3]");
    assertRefused(
        llama().set("rope_scaling", Map.of("type", "linear")), "rope_scaling.factor is not there");
  }

  @ParameterizedTest
  @CsvSource({
    "hidden_size, 0, a whole number",
    "num_hidden_layers, 1.5, a whole number",
    "rms_norm_eps, -1, a positive number",
    "num_key_value_heads, 3, a divisor"
  })
  void namesTheKeyThatIsWrong(String key, double value, String allowed) throws IOException {
    Object number = value == Math.rint(value) ? (Object) (int) value : (Object) value;
    assertRefused(llama().set(key, number), "config.json: " + key + " is ", allowed);
  }

  @Test
  void refusesActivationsThatItDoesNotCompute() throws IOException {
    assertRefused(llama().set("hidden_act", "mish"), "hidden_act is \"mish\", must be one of");
  }

  @Test
  void refusesWeightsThatDoNotFitTheConfiguration() throws IOException {
    assertRefused(
        llama().set("hidden_size", 17), "\"model.embed_tokens.weight\" has the shape [257, 16]");
    assertRefused(llama().without("model.norm.weight"), "lack the tensor \"model.norm.weight\"");
    assertRefused(
        llama().weight("model.layers.0.self_attn.q_norm.weight", 1, 6),
        "holds 1 tensors that config.json does not account for");
    assertRefused(llama().set("num_hidden_layers", 1), "holds 9 tensors");
  }

  @Test
  void readsWindowsLayerByLayer() throws IOException {
    RandomModel model = RandomModel.llama("qwen3", 4, 257, 16, 2, 1, 6, 3, 20, false);
    model.set("mlp_bias", null).set("sliding_window", 8);
    assertPattern(model, "full");
    model.set("use_sliding_window", true).set("max_window_layers", 1);
    assertPattern(model, "full ; window(8) ; window(8)");
    model.set("layer_types", List.of("sliding_attention", "full_attention", "sliding_attention"));
    assertPattern(model, "window(8) ; full ; window(8)");
    assertRefused(
        model.set("layer_types", List.of("full_attention")), "layer_types is 1 entries long");
    assertRefused(
        model.set("layer_types", List.of("chunked_attention", "full_attention", "full_attention")),
        "\"chunked_attention\"");
  }

  private void assertPattern(RandomModel model, String pattern) throws IOException {
    model.write(folder);
    try (LoadedModel loaded = load()) {
      assertEquals(pattern, loaded.config().attention().pattern());
    }
  }

  @Test
  void refusesPatternsThatDoNotParse() throws IOException {
    llama().write(folder);
    assertThrows(
        PatternSyntaxException.class, () -> ModelLoader.load(folder, Optional.of("windw(3)")));
    assertRefused(
        llama().set("longstride_attention", "windw(3)"),
        "config.json: longstride_attention is no attention");
  }

  @Test
  void aModelOnBytesNeedsNoTokenizerFile() throws IOException {
    llama().set("longstride_tokenizer", "bytes").write(folder);
    try (LoadedModel loaded = load()) {
      assertArrayEquals(new int[] {256, 'h', 'i'}, loaded.requireTokenizer().encode("hi"));
    }
    assertRefused(
        llama().set("longstride_tokenizer", "words"), "longstride_tokenizer is \"words\"");
  }

  @Test
  void aModelWithoutATokenizerScoresTokenIds() throws IOException {
    llama().write(folder);
    try (LoadedModel loaded = load()) {
      assertTrue(loaded.tokenizer().isEmpty());
      CheckpointException e = assertThrows(CheckpointException.class, loaded::requireTokenizer);
      assertTrue(e.getMessage().contains("tokenizer.json: there is no such file; add it"));
    }
  }

  @Test
  void theFingerprintIsOfTheFilesThatTheModelIsMadeOf() throws IOException {
    llama().write(folder);
    String first = fingerprint();
    assertEquals(64, first.length());
    Files.writeString(folder.resolve("README.md"), "about");
    assertEquals(first, fingerprint());
    byte[] weights = Files.readAllBytes(folder.resolve("model.safetensors"));
    weights[weights.length - 1] ^= 1;
    Files.write(folder.resolve("model.safetensors"), weights);
    String second = fingerprint();
    assertNotEquals(first, second);
    Files.writeString(
        folder.resolve("config.json"), Files.readString(folder.resolve("config.json")) + " ");
    assertFalse(List.of(first, second).contains(fingerprint()));
  }

  private String fingerprint() {
    try (LoadedModel loaded = load()) {
      return loaded.fingerprint();
    }
  }
}
