package org.longstride.job.model.family;

import java.util.Optional;

/**
 * Reads rotary positions from a configuration: {@code rope_theta} and {@code rope_scaling}
 * (transformers 4), or {@code rope_parameters} (transformers 5).
 */
final class RotaryReader {

  private RotaryReader() {}

  /**
   * Reads them.
   *
   * @param defaultTheta what the family means by silence
   */
  static Rotary read(ConfigReader config, int headDim, double defaultTheta) {
    if (headDim % 2 != 0) {
      throw config.bad("head_dim", Integer.toString(headDim), "even for rotary positions");
    }
    double theta = config.number("rope_theta", defaultTheta);
    Optional<ConfigReader> scaling = config.section("rope_scaling");
    Optional<ConfigReader> parameters = config.section("rope_parameters");
    if (parameters.isPresent()) {
      theta = parameters.get().number("rope_theta", theta);
      scaling = parameters;
    }
    Rotary plain = Rotary.plain(theta, headDim);
    return scaling.isEmpty() ? plain : scaled(plain, scaling.get());
  }

  private static Rotary scaled(Rotary plain, ConfigReader scaling) {
    // Older files say type; where both are there, rope_type counts.
    Optional<String> old = scaling.text("type");
    String type = scaling.text("rope_type").or(() -> old).orElse("default");
    if (scaling.number("partial_rotary_factor", 1) != 1) {
      throw scaling.bad("partial_rotary_factor", "not 1", "1 or absent");
    }
    Rotary rotary =
        switch (type) {
          case "default" -> plain;
          case "linear" -> {
            // Some writers note the trained length, which this scaling does not use.
            scaling.ignore("original_max_position_embeddings");
            yield plain.stretched(scaling.number("factor"));
          }
          case "llama3" ->
              plain.llama3(
                  scaling.number("factor"),
                  scaling.number("low_freq_factor"),
                  scaling.number("high_freq_factor"),
                  scaling.number("original_max_position_embeddings"));
          default ->
              throw scaling.bad("rope_type", '"' + type + '"', "one of [default, linear, llama3]");
        };
    scaling.refuseUnread();
    return rotary;
  }
}
