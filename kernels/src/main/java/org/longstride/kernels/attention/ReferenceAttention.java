package org.longstride.kernels.attention;

import java.util.List;
import org.longstride.kernels.pattern.AttentionPattern;
import org.longstride.kernels.pattern.Sequence;
import org.longstride.kernels.pattern.Term;

/**
 * Attention as its definition says it, pair by pair in double precision: slow, and the judge of
 * every faster kernel. It asks the pattern's predicate and nothing of its planning.
 */
public final class ReferenceAttention {

  private ReferenceAttention() {}

  /**
   * Attention of all heads of a layer.
   *
   * @param q queries {@code [heads][n][d]}
   * @param k keys {@code [kvHeads][n][d]}
   * @param v values {@code [kvHeads][n][dv]}
   * @param pattern what attends to what
   * @param layer the layer, from 0
   * @param causal whether a query sees no key behind itself
   * @param options what happens to scores
   * @return outputs {@code [heads][n][dv]}; zeros for a query that sees no key
   */
  public static double[][][] attend(
      double[][][] q,
      double[][][] k,
      double[][][] v,
      AttentionPattern pattern,
      int layer,
      boolean causal,
      ScoreOptions options) {
    int heads = q.length;
    int n = q[0].length;
    Sequence sequence = new Sequence(n, causal);
    double[][][] out = new double[heads][n][];
    for (int head = 0; head < heads; head++) {
      int kvHead = head / (heads / k.length);
      List<Term> terms = pattern.terms(layer, head, heads);
      double sink = options.sinks() == null ? Double.NEGATIVE_INFINITY : options.sinks()[head];
      for (int query = 0; query < n; query++) {
        double[] scores = new double[n];
        for (int key = 0; key < n; key++) {
          scores[key] =
              attends(terms, sequence, query, key)
                  ? score(q[head][query], k[kvHead][key], options)
                  : Double.NEGATIVE_INFINITY;
        }
        out[head][query] = average(scores, sink, v[kvHead]);
      }
    }
    return out;
  }

  private static boolean attends(List<Term> terms, Sequence sequence, int query, int key) {
    return (!sequence.causal() || key <= query)
        && terms.stream().anyMatch(term -> term.attends(sequence, query, key));
  }

  private static double score(double[] query, double[] key, ScoreOptions options) {
    double dot = 0;
    for (int c = 0; c < query.length; c++) {
      dot += query[c] * key[c];
    }
    double score = dot * options.scale();
    double cap = options.softCap();
    return cap > 0 ? cap * Math.tanh(score / cap) : score;
  }

  private static double[] average(double[] scores, double sink, double[][] values) {
    double largest = sink;
    for (double score : scores) {
      largest = Math.max(largest, score);
    }
    double[] average = new double[values[0].length];
    if (largest == Double.NEGATIVE_INFINITY) {
      return average;
    }
    double sum = Math.exp(sink - largest);
    for (int key = 0; key < scores.length; key++) {
      double weight = Math.exp(scores[key] - largest);
      sum += weight;
      for (int c = 0; c < average.length; c++) {
        average[c] += weight * values[key][c];
      }
    }
    for (int c = 0; c < average.length; c++) {
      average[c] /= sum;
    }
    return average;
  }
}
