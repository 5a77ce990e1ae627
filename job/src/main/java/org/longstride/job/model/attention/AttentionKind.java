package org.longstride.job.model.attention;

import java.util.Locale;
import org.longstride.kernels.attention.linear.FeatureMap;
import org.longstride.kernels.attention.linear.LinearAttentionStream;
import org.longstride.kernels.attention.routing.RoutingStream;
import org.longstride.kernels.pattern.AttentionPattern;
import org.longstride.kernels.pattern.PatternSyntaxException;

/** What kind of attention a model computes. Its text form is what {@code --attention} takes. */
public sealed interface AttentionKind {

  /**
   * Softmax attention over the keys that a pattern shows.
   *
   * @param pattern what attends to what
   */
  record Pattern(AttentionPattern pattern) implements AttentionKind {
    @Override
    public String toString() {
      return pattern.toString();
    }
  }

  /**
   * FAVOR+ of Performer, causal ({@link LinearAttentionStream}).
   *
   * @param features random features of a query or key
   * @param kernel SOFTMAX, which estimates softmax attention, or RELU
   * @param seed what the draws begin with; each key-value head of each layer has its own
   */
  record Performer(int features, FeatureMap.Kind kernel, int seed) implements AttentionKind {
    @Override
    public String toString() {
      String word = kernel.name().toLowerCase(Locale.ROOT);
      return "performer("
          + features
          + (kernel == FeatureMap.Kind.SOFTMAX ? "" : ", kernel=" + word)
          + (seed == 0 ? "" : ", seed=" + seed)
          + ")";
    }
  }

  /**
   * Routing by assignment, causal ({@link RoutingStream}).
   *
   * @param file a file of centroids ({@link CentroidsFile}), as it was named
   */
  record Routing(String file) implements AttentionKind {
    @Override
    public String toString() {
      return "routing(" + file + ")";
    }
  }

  /**
   * Reads a text form. No file is opened.
   *
   * @throws PatternSyntaxException if the text is none; it points at the character and suggests
   */
  static AttentionKind parse(String text) {
    return KindParser.parse(text);
  }
}
