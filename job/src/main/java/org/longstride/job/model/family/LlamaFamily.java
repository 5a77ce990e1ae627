package org.longstride.job.model.family;

import static org.longstride.job.model.family.LlamaFamily.Bias.ALWAYS;
import static org.longstride.job.model.family.LlamaFamily.Bias.CONFIGURED;
import static org.longstride.job.model.family.LlamaFamily.Bias.NEVER;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.longstride.job.model.family.ModelConfig.Attention;
import org.longstride.job.model.family.ModelConfig.Mlp;
import org.longstride.job.model.family.ModelConfig.NormKind;
import org.longstride.job.model.family.ModelConfig.Positions;
import org.longstride.job.model.family.ModelWeights.Layer;
import org.longstride.job.model.family.ModelWeights.Norm;
import org.longstride.kernels.vector.PackedRows;

/**
 * Llama (Touvron et al. 2023) and its relatives, as Hugging Face stores them: rotary positions, RMS
 * norms, gated MLPs, grouped heads. A relative is one line that says where it differs.
 */
final class LlamaFamily implements ModelFamily {

  /**
   * Where a relative differs.
   *
   * @param inputBias whether queries, keys and values have biases
   * @param outputBias whether attention's output has one
   * @param mlpBias whether the MLP has them
   * @param headNorms whether each head's queries and keys are normed
   * @param windows how it says which layers slide
   */
  private record Variant(
      Bias inputBias, Bias outputBias, Bias mlpBias, boolean headNorms, Windows windows) {}

  enum Bias {
    NEVER,
    ALWAYS,
    CONFIGURED;

    boolean isThere(ConfigReader config, String key) {
      return this == ALWAYS || this == CONFIGURED && config.flag(key, false);
    }
  }

  /** Reads which layers slide: a pattern. */
  private interface Windows {
    String read(ConfigReader config, int layers);
  }

  private static final Map<String, Variant> VARIANTS =
      Map.of(
          "llama", new Variant(CONFIGURED, CONFIGURED, CONFIGURED, false, (c, layers) -> "full"),
          "mistral", new Variant(NEVER, NEVER, NEVER, false, SlidingWindows::everywhere),
          "qwen2", new Variant(ALWAYS, NEVER, NEVER, false, SlidingWindows::upperLayers),
          "qwen3", new Variant(CONFIGURED, CONFIGURED, NEVER, true, SlidingWindows::upperLayers));

  private static final double DEFAULT_THETA = 10000;

  @Override
  public Set<String> modelTypes() {
    return VARIANTS.keySet();
  }

  @Override
  public ModelConfig read(ConfigReader config) {
    String type = config.text("model_type").orElseThrow();
    int hidden = config.count("hidden_size");
    int heads = config.count("num_attention_heads");
    int kvHeads = config.optionalCount("num_key_value_heads").orElse(heads);
    if (heads % kvHeads != 0) {
      throw config.bad(
          "num_key_value_heads",
          Integer.toString(kvHeads),
          "a divisor of num_attention_heads, " + heads);
    }
    int headDim = config.optionalCount("head_dim").orElse(hidden / heads);
    int layers = config.count("num_hidden_layers");
    Variant variant = VARIANTS.get(type);
    return new ModelConfig(
        type,
        config.count("vocab_size"),
        hidden,
        layers,
        new Attention(
            heads,
            kvHeads,
            headDim,
            (float) (1 / Math.sqrt(headDim)),
            false,
            variant.inputBias.isThere(config, "attention_bias"),
            variant.outputBias.isThere(config, "attention_bias"),
            variant.headNorms,
            variant.windows.read(config, layers)),
        new Mlp(
            config.count("intermediate_size"),
            true,
            Activation.named(config, "hidden_act", config.text("hidden_act").orElse("silu")),
            variant.mlpBias.isThere(config, "mlp_bias")),
        new ModelConfig.Norm(NormKind.RMS_NORM, (float) config.number("rms_norm_eps", 1e-6)),
        new Positions(
            Integer.MAX_VALUE, Optional.of(RotaryReader.read(config, headDim, DEFAULT_THETA))),
        config.flag("tie_word_embeddings", false));
  }

  @Override
  public ModelWeights load(ModelConfig model, TensorReader tensors) {
    int hidden = model.hidden();
    int vocabulary = model.vocabularySize();
    String prefix = tensors.prefix("model.", "embed_tokens.weight");
    PackedRows tokens = tensors.matrix(prefix + "embed_tokens.weight", vocabulary, hidden);
    List<Layer> layers = new ArrayList<>();
    for (int layer = 0; layer < model.layers(); layer++) {
      layers.add(layer(model, prefix + "layers." + layer + ".", tensors));
    }
    Norm finalNorm = tensors.norm(prefix + "norm", hidden, false);
    PackedRows head = model.tied() ? tokens : tensors.matrix("lm_head.weight", vocabulary, hidden);
    tensors.refuseUnread(
        name ->
            model.tied() && name.equals("lm_head.weight") || name.endsWith(".rotary_emb.inv_freq"));
    return new ModelWeights(tokens, Optional.empty(), layers, finalNorm, head);
  }

  private static Layer layer(ModelConfig model, String name, TensorReader tensors) {
    Attention attention = model.attention();
    Mlp mlp = model.mlp();
    int hidden = model.hidden();
    int width = attention.width();
    int kvWidth = attention.kvWidth();
    boolean biased = attention.inputBias();
    String attn = name + "self_attn.";
    return new Layer(
        tensors.norm(name + "input_layernorm", hidden, false),
        tensors.linear(attn + "q_proj", hidden, width, biased),
        tensors.linear(attn + "k_proj", hidden, kvWidth, biased),
        tensors.linear(attn + "v_proj", hidden, kvWidth, biased),
        tensors.linear(attn + "o_proj", width, hidden, attention.outputBias()),
        headNorm(attention, attn + "q_norm", tensors),
        headNorm(attention, attn + "k_norm", tensors),
        tensors.norm(name + "post_attention_layernorm", hidden, false),
        Optional.of(tensors.linear(name + "mlp.gate_proj", hidden, mlp.width(), mlp.bias())),
        tensors.linear(name + "mlp.up_proj", hidden, mlp.width(), mlp.bias()),
        tensors.linear(name + "mlp.down_proj", mlp.width(), hidden, mlp.bias()));
  }

  private static Optional<Norm> headNorm(Attention attention, String name, TensorReader tensors) {
    return attention.headNorms()
        ? Optional.of(tensors.norm(name, attention.headDim(), false))
        : Optional.empty();
  }
}
