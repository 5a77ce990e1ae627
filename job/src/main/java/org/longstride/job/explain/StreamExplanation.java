package org.longstride.job.explain;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.longstride.job.model.attention.AttentionKind;
import org.longstride.job.model.attention.CentroidsFile;
import org.longstride.job.model.attention.StreamCost;
import org.longstride.job.model.attention.StreamForm;

/**
 * What is known of attention that is no pattern before anybody runs it. There is no picture: it
 * leaves no pair out, or the data decides which.
 */
public final class StreamExplanation {

  /** As measured with heads of 32 to 128 features and 64 to 1,024 random ones. */
  private static final String WORKING_MEMORY = "three to seven times that with what works on them";

  private final int length;
  private final int heads;
  private final int layers;
  private final StreamCost cost;
  private final Page page = new Page();

  private StreamExplanation(int length, int heads, int layers) {
    Subject.requireSizes(length, heads, layers);
    this.length = length;
    this.heads = heads;
    this.layers = layers;
    this.cost = new StreamCost(heads, heads, Subject.HEAD_FEATURES);
  }

  /**
   * The explanation as text, of a causal model.
   *
   * @param kind any but a pattern
   * @throws IllegalArgumentException if a size is out of its bounds
   */
  public static String text(AttentionKind kind, int length, int heads, int layers) {
    StreamExplanation explanation = new StreamExplanation(length, heads, layers);
    explanation.page.line(kind.toString());
    if (kind instanceof AttentionKind.Performer performer) {
      explanation.performer(performer);
    } else if (kind instanceof AttentionKind.Routing routing) {
      explanation.routing(routing);
    } else {
      throw new IllegalArgumentException("kind is " + kind + ", a pattern: see Explanation");
    }
    return explanation.page.toString();
  }

  private void performer(AttentionKind.Performer performer) {
    meaning(StreamForm.PERFORMER);
    costs();
    double all = layers * cost.performer(performer.features(), length);
    page.entry("computed", "≈ " + Quantities.large(all) + " multiply-adds, " + less(all));
    full();
    page.section("What a stream keeps of the past");
    page.entry(
        "a layer",
        "for each of "
            + heads
            + " heads a sum for each of "
            + Quantities.count(performer.features())
            + " features and "
            + (Subject.HEAD_FEATURES + 1)
            + " values, however long the sequence");
    double bytes =
        (double) Double.BYTES * heads * performer.features() * (Subject.HEAD_FEATURES + 1);
    page.entry("memory", memory(bytes) + "sums, float64; " + WORKING_MEMORY);
  }

  private void routing(AttentionKind.Routing routing) {
    meaning(StreamForm.ROUTING);
    costs();
    Path file = Path.of(routing.file());
    if (Files.isRegularFile(file)) {
      List<Integer> clusters = CentroidsFile.clusters(file);
      page.entry(
          "clusters", clusters.stream().distinct().toList() + " in " + clusters.size() + " layers");
      double mean = clusters.stream().mapToDouble(k -> cost.routing(k, length)).average().orElse(0);
      page.entry(
          "computed",
          "≈ "
              + Quantities.large(layers * mean)
              + " multiply-adds, "
              + less(layers * mean)
              + ", were all clusters of one size");
    } else {
      page.entry(
          "computed",
          "a query sees a k-th of the keys before it, were k clusters of one size; "
              + file
              + " is not here to tell how many there are");
    }
    full();
    page.section("What a stream keeps of the past");
    page.entry("a layer", "all tokens: any of them may be a later query's neighbour");
    double bytes = 2.0 * Float.BYTES * Subject.HEAD_FEATURES * heads * length;
    page.entry("memory", memory(bytes) + "keys and values, float32");
  }

  private void meaning(StreamForm form) {
    page.section("What it means");
    page.entry(form.word(), form.meaning());
    page.entry("", "As typed: " + form.signature() + ". It stands alone, and is causal.");
  }

  private void costs() {
    page.section("Cost against full attention: " + Quantities.count(length) + " tokens, causal");
  }

  private double pairs() {
    return length * (length + 1.0) / 2 * heads * layers;
  }

  private void full() {
    int each = 2 * Subject.HEAD_FEATURES;
    page.entry("full", Quantities.large(pairs() * each) + ", on its visible pairs");
    page.entry(
        "",
        "(%d layers of %d heads of %d features)".formatted(layers, heads, Subject.HEAD_FEATURES));
  }

  private String less(double multiplyAdds) {
    return Quantities.fewer(pairs() * 2 * Subject.HEAD_FEATURES / multiplyAdds);
  }

  private String memory(double bytes) {
    return Quantities.bytes(bytes) + " a layer, " + Quantities.bytes(bytes * layers) + " in all: ";
  }
}
