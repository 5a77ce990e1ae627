package org.longstride.job.model.family;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/** Reads which layers slide, and writes it as a pattern. */
final class SlidingWindows {

  private static final String FULL = "full";

  private SlidingWindows() {}

  /** Mistral's rule: where {@code sliding_window} is set, all layers slide. */
  static String everywhere(ConfigReader config, int layers) {
    return config.optionalCount("sliding_window").map(SlidingWindows::window).orElse(FULL);
  }

  /**
   * Qwen's rule: {@code layer_types} says which layers slide, or else, where {@code
   * use_sliding_window} is set, those from {@code max_window_layers} on.
   */
  static String upperLayers(ConfigReader config, int layers) {
    Optional<Integer> size = config.optionalCount("sliding_window");
    int from = config.optionalCount("max_window_layers").orElse(28);
    boolean used = config.flag("use_sliding_window", false);
    Optional<List<String>> types = config.texts("layer_types");
    if (types.isPresent() && types.get().size() != layers) {
      throw config.bad(
          "layer_types", types.get().size() + " entries long", "one entry for each of " + layers);
    }
    List<String> patterns = new ArrayList<>();
    for (int layer = 0; layer < layers; layer++) {
      boolean slides =
          types.isPresent() ? slides(config, types.get().get(layer)) : used && layer >= from;
      if (slides && (size.isEmpty() || !used)) {
        throw config.missing("sliding_window or use_sliding_window");
      }
      patterns.add(slides ? window(size.orElseThrow()) : FULL);
    }
    boolean alike = new HashSet<>(patterns).size() == 1;
    return alike ? patterns.get(0) : String.join(" ; ", patterns);
  }

  private static String window(int size) {
    return "window(" + size + ")";
  }

  private static boolean slides(ConfigReader config, String type) {
    return switch (type) {
      case "full_attention" -> false;
      case "sliding_attention" -> true;
      default ->
          throw config.bad("layer_types", '"' + type + '"', "full_attention or sliding_attention");
    };
  }
}
