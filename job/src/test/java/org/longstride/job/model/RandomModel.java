package org.longstride.job.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.longstride.job.model.safetensors.ElementType;
import org.longstride.job.model.safetensors.SafetensorsWriter;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/** A small model of random numbers, named and stored as Hugging Face does. */
public final class RandomModel {

  private record Tensor(List<Long> shape, float[] values) {}

  private final Random random;
  private final Map<String, Object> config = new LinkedHashMap<>();
  private final Map<String, Tensor> tensors = new LinkedHashMap<>();

  private RandomModel(long seed) {
    random = new Random(seed);
  }

  /** A GPT-2. */
  public static RandomModel gpt2(
      long seed, int vocabulary, int hidden, int heads, int layers, int positions, int inner) {
    RandomModel model = new RandomModel(seed);
    model
        .set("model_type", "gpt2")
        .set("vocab_size", vocabulary)
        .set("n_embd", hidden)
        .set("n_head", heads)
        .set("n_layer", layers)
        .set("n_positions", positions)
        .set("n_inner", inner)
        .set("layer_norm_epsilon", 1e-5);
    model.weight("transformer.wte.weight", vocabulary, hidden);
    model.weight("transformer.wpe.weight", positions, hidden);
    for (int layer = 0; layer < layers; layer++) {
      String name = "transformer.h." + layer + ".";
      model.norm(name + "ln_1", hidden).bias(name + "ln_1", hidden);
      model.conv(name + "attn.c_attn", hidden, 3 * hidden);
      model.conv(name + "attn.c_proj", hidden, hidden);
      model.norm(name + "ln_2", hidden).bias(name + "ln_2", hidden);
      model.conv(name + "mlp.c_fc", hidden, inner);
      model.conv(name + "mlp.c_proj", inner, hidden);
    }
    return model.norm("transformer.ln_f", hidden).bias("transformer.ln_f", hidden);
  }

  /**
   * A Llama, or with {@code "qwen3"} its relative that norms heads.
   *
   * @param biased whether attention and MLP have biases
   */
  public static RandomModel llama(
      String type,
      long seed,
      int vocabulary,
      int hidden,
      int heads,
      int kvHeads,
      int headDim,
      int layers,
      int inner,
      boolean biased) {
    RandomModel model = new RandomModel(seed);
    model
        .set("model_type", type)
        .set("vocab_size", vocabulary)
        .set("hidden_size", hidden)
        .set("num_attention_heads", heads)
        .set("num_key_value_heads", kvHeads)
        .set("head_dim", headDim)
        .set("num_hidden_layers", layers)
        .set("intermediate_size", inner)
        .set("rms_norm_eps", 1e-5)
        .set("rope_theta", 10000.0)
        .set("hidden_act", "silu")
        .set("attention_bias", biased)
        .set("mlp_bias", biased);
    model.weight("model.embed_tokens.weight", vocabulary, hidden);
    for (int layer = 0; layer < layers; layer++) {
      String name = "model.layers." + layer + ".";
      model.norm(name + "input_layernorm", hidden);
      model.linear(name + "self_attn.q_proj", hidden, heads * headDim, biased);
      model.linear(name + "self_attn.k_proj", hidden, kvHeads * headDim, biased);
      model.linear(name + "self_attn.v_proj", hidden, kvHeads * headDim, biased);
      model.linear(name + "self_attn.o_proj", heads * headDim, hidden, biased);
      if (type.equals("qwen3")) {
        model.norm(name + "self_attn.q_norm", headDim).norm(name + "self_attn.k_norm", headDim);
      }
      model.norm(name + "post_attention_layernorm", hidden);
      model.linear(name + "mlp.gate_proj", hidden, inner, biased);
      model.linear(name + "mlp.up_proj", hidden, inner, biased);
      model.linear(name + "mlp.down_proj", inner, hidden, biased);
    }
    return model.norm("model.norm", hidden).weight("lm_head.weight", vocabulary, hidden);
  }

  /** Sets a key of the configuration. */
  public RandomModel set(String key, Object value) {
    config.put(key, value);
    return this;
  }

  /** Leaves a tensor out. */
  public RandomModel without(String name) {
    tensors.remove(name);
    return this;
  }

  private RandomModel norm(String name, int features) {
    return put(name + ".weight", 1, 0.2, features);
  }

  private RandomModel bias(String name, int features) {
    return put(name + ".bias", 0, 0.2, features);
  }

  /** Adds a matrix of random numbers. */
  public RandomModel weight(String name, int rows, int columns) {
    return put(name, 0, 1, rows, columns);
  }

  private void conv(String name, int in, int out) {
    put(name + ".weight", 0, 1.5 / Math.sqrt(in), in, out);
    bias(name, out);
  }

  private void linear(String name, int in, int out, boolean biased) {
    put(name + ".weight", 0, 1.5 / Math.sqrt(in), out, in);
    if (biased) {
      bias(name, out);
    }
  }

  private RandomModel put(String name, double mean, double deviation, long... shape) {
    float[] values = new float[(int) Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (mean + deviation * random.nextGaussian());
    }
    tensors.put(name, new Tensor(Arrays.stream(shape).boxed().toList(), values));
    return this;
  }

  /** Random token ids. */
  public int[] tokens(int count) {
    return random.ints(count, 0, number("vocab_size")).toArray();
  }

  /** A whole number of the configuration. */
  int number(String key) {
    return (Integer) config.get(key);
  }

  /** A text of the configuration. */
  String text(String key) {
    return (String) config.get(key);
  }

  /** Whether there is such a tensor. */
  boolean has(String name) {
    return tensors.containsKey(name);
  }

  /** A tensor's numbers. */
  float[] tensor(String name) {
    return tensors.get(name).values;
  }

  /** Writes the model's folder. */
  public Path write(Path folder) throws IOException {
    Files.createDirectories(folder);
    new ObjectMapper().writeValue(folder.resolve("config.json").toFile(), config);
    SafetensorsWriter writer = new SafetensorsWriter();
    tensors.forEach((name, t) -> writer.add(name, ElementType.F32, t.shape, t.values));
    writer.write(folder.resolve("model.safetensors"));
    return folder;
  }
}
