package org.longstride.job.model.family;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The families that are known, and what any of them may have to refuse. */
public final class Families {

  private static final List<ModelFamily> ALL = List.of(new Gpt2Family(), new LlamaFamily());

  /** Keys that change what some model somewhere computes: refused wherever they are not read. */
  private static final Set<String> FEATURES =
      Set.of(
          "add_cross_attention",
          "alibi",
          "attention_bias",
          "attention_chunk_size",
          "attention_multiplier",
          "attn_logit_softcapping",
          "clip_qkv",
          "embedding_multiplier",
          "final_logit_softcapping",
          "is_encoder_decoder",
          "layer_types",
          "logit_scale",
          "logits_scaling",
          "mlp_bias",
          "n_routed_experts",
          "no_rope_layers",
          "num_experts",
          "num_local_experts",
          "parallel_attn",
          "partial_rotary_factor",
          "qk_layernorm",
          "quantization_config",
          "query_pre_attn_scalar",
          "residual_multiplier",
          "rope_interleaved",
          "rope_parameters",
          "rope_scaling",
          "sliding_window",
          "use_bias",
          "use_parallel_residual",
          "use_qk_norm");

  private Families() {}

  /**
   * The family that a configuration belongs to.
   *
   * @throws org.longstride.job.model.CheckpointException if it is not known
   */
  public static ModelFamily of(ConfigReader config) {
    String type = config.text("model_type").orElseThrow(() -> config.missing("model_type"));
    Set<String> known = new TreeSet<>();
    for (ModelFamily family : ALL) {
      if (family.modelTypes().contains(type)) {
        return family;
      }
      known.addAll(family.modelTypes());
    }
    throw config.bad("model_type", '"' + type + '"', "one of " + known);
  }

  /**
   * Reads a configuration in full.
   *
   * @throws org.longstride.job.model.CheckpointException if it lacks something, or asks for
   *     something that is not computed
   */
  public static ModelConfig read(ModelFamily family, ConfigReader config) {
    ModelConfig model = family.read(config);
    config.refuseUnread(FEATURES);
    return model;
  }
}
