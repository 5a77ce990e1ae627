package org.longstride.job.model.family;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.longstride.job.model.family.ModelConfig.Attention;
import org.longstride.job.model.family.ModelConfig.Mlp;
import org.longstride.job.model.family.ModelConfig.Norm;
import org.longstride.job.model.family.ModelConfig.NormKind;
import org.longstride.job.model.family.ModelConfig.Positions;
import org.longstride.job.model.family.ModelWeights.Layer;
import org.longstride.job.model.family.ModelWeights.Linear;
import org.longstride.kernels.vector.PackedRows;

/**
 * GPT-2 (Radford et al. 2019) as Hugging Face's {@code GPT2LMHeadModel} stores it: learned
 * positions, layer norms, biases everywhere, linear maps stored as {@code [in, out]}, and queries,
 * keys and values in one map.
 */
final class Gpt2Family implements ModelFamily {

  /** Causal masks that old files carry. */
  private static final Pattern MASKS =
      Pattern.compile("(transformer\\.)?h\\.\\d+\\.attn\\.(masked_)?bias");

  @Override
  public Set<String> modelTypes() {
    return Set.of("gpt2");
  }

  @Override
  public ModelConfig read(ConfigReader config) {
    int hidden = config.count("n_embd");
    int heads = config.count("n_head");
    if (hidden % heads != 0) {
      throw config.bad("n_head", Integer.toString(heads), "a divisor of n_embd, " + hidden);
    }
    String activation = config.text("activation_function").orElse("gelu_new");
    boolean scaled = config.flag("scale_attn_weights", true);
    return new ModelConfig(
        "gpt2",
        config.count("vocab_size"),
        hidden,
        config.count("n_layer"),
        new Attention(
            heads,
            heads,
            hidden / heads,
            scaled ? (float) (1 / Math.sqrt(hidden / heads)) : 1f,
            config.flag("scale_attn_by_inverse_layer_idx", false),
            true,
            true,
            false,
            "full"),
        new Mlp(
            config.optionalCount("n_inner").orElse(4 * hidden),
            false,
            Activation.named(config, "activation_function", activation),
            true),
        new Norm(NormKind.LAYER_NORM, (float) config.number("layer_norm_epsilon", 1e-5)),
        new Positions(config.count("n_positions"), Optional.empty()),
        config.flag("tie_word_embeddings", true));
  }

  @Override
  public ModelWeights load(ModelConfig model, TensorReader tensors) {
    int hidden = model.hidden();
    int vocabulary = model.vocabularySize();
    String prefix = tensors.prefix("transformer.", "wte.weight");
    PackedRows tokens = tensors.matrix(prefix + "wte.weight", vocabulary, hidden);
    float[] positions =
        tensors.tensor(prefix + "wpe.weight", model.positions().maxTokens(), hidden);
    List<Layer> layers = new ArrayList<>();
    for (int layer = 0; layer < model.layers(); layer++) {
      layers.add(layer(model, prefix + "h." + layer + ".", tensors));
    }
    PackedRows head = model.tied() ? tokens : tensors.matrix("lm_head.weight", vocabulary, hidden);
    ModelWeights weights =
        new ModelWeights(
            tokens,
            Optional.of(positions),
            layers,
            tensors.norm(prefix + "ln_f", hidden, true),
            head);
    tensors.refuseUnread(
        name -> model.tied() && name.equals("lm_head.weight") || MASKS.matcher(name).matches());
    return weights;
  }

  private static Layer layer(ModelConfig model, String name, TensorReader tensors) {
    int hidden = model.hidden();
    String attn = name + "attn.c_attn";
    float[] all = transposed(tensors, attn, hidden, 3 * hidden);
    Optional<float[]> bias = tensors.bias(attn, 3 * hidden, true);
    return new Layer(
        tensors.norm(name + "ln_1", hidden, true),
        part(all, bias, 0, hidden),
        part(all, bias, 1, hidden),
        part(all, bias, 2, hidden),
        linear(tensors, name + "attn.c_proj", hidden, hidden),
        Optional.empty(),
        Optional.empty(),
        tensors.norm(name + "ln_2", hidden, true),
        Optional.empty(),
        linear(tensors, name + "mlp.c_fc", hidden, model.mlp().width()),
        linear(tensors, name + "mlp.c_proj", model.mlp().width(), hidden));
  }

  /** A linear map that is stored as {@code weight [in, out]}. */
  private static Linear linear(TensorReader tensors, String name, int in, int out) {
    float[] weight = transposed(tensors, name, in, out);
    return new Linear(PackedRows.pack(weight, out, in), tensors.bias(name, out, true));
  }

  private static float[] transposed(TensorReader tensors, String name, int in, int out) {
    float[] stored = tensors.tensor(name + ".weight", in, out);
    float[] weight = new float[stored.length];
    for (int i = 0; i < in; i++) {
      for (int o = 0; o < out; o++) {
        weight[o * in + i] = stored[i * out + o];
      }
    }
    return weight;
  }

  /** One of the maps of {@code hidden} features that are stored one behind the other. */
  private static Linear part(float[] all, Optional<float[]> bias, int index, int hidden) {
    int from = index * hidden;
    int to = from + hidden;
    float[] weight = Arrays.copyOfRange(all, from * hidden, to * hidden);
    return new Linear(
        PackedRows.pack(weight, hidden, hidden), bias.map(b -> Arrays.copyOfRange(b, from, to)));
  }
}
