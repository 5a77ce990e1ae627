package org.longstride.job.model.family;

import java.util.Map;
import java.util.TreeSet;

/** The function inside an MLP. */
public enum Activation {
  /** x Phi(x). */
  GELU,
  /** GELU by a hyperbolic tangent. */
  GELU_TANH,
  /** x / (1 + e^-x). */
  SILU,
  /** max(x, 0). */
  RELU;

  private static final Map<String, Activation> NAMES =
      Map.of(
          "gelu", GELU,
          "gelu_python", GELU,
          "gelu_new", GELU_TANH,
          "gelu_fast", GELU_TANH,
          "gelu_pytorch_tanh", GELU_TANH,
          "silu", SILU,
          "swish", SILU,
          "relu", RELU);

  /** The activation that Hugging Face calls by this name. */
  static Activation named(ConfigReader config, String key, String name) {
    Activation activation = NAMES.get(name);
    if (activation == null) {
      throw config.bad(key, '"' + name + '"', "one of " + new TreeSet<>(NAMES.keySet()));
    }
    return activation;
  }
}
