package org.longstride.kernels.bench;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.longstride.kernels.attention.bf16.Precision;
import org.longstride.kernels.pattern.AttentionPattern;
import org.longstride.kernels.pattern.Sequence;
import org.longstride.kernels.plan.AttentionPlan;

/**
 * Attention to be computed.
 *
 * @param pattern what attends to what, as {@link AttentionPattern#parse} reads it
 * @param causal whether a query sees no key behind itself
 * @param n tokens
 * @param heads heads, each with keys and values of its own
 * @param d features of queries, keys and values
 * @param threads threads that work on it
 * @param precision in which numbers it is computed, beside float32
 */
public record Work(
    String pattern,
    boolean causal,
    int n,
    int heads,
    int d,
    int threads,
    Precision precision) {

  /** Words of {@link #toWords}. */
  static final int WORDS = 7;

  private static final Pattern IMAGE = Pattern.compile(" over (\\d+)x(\\d+)");
  private static final List<String> BIDIRECTIONAL = List.of("bigbird", "neighborhood");

  /** Tokens on which an implementation is checked before it is timed. */
  private static final int CHECKED = 2048;

  /** Side of the image on which an implementation is checked. */
  private static final int CHECKED_SIDE = 32;

  /**
   * A pattern at a length: bidirectional where its paper is, causal otherwise. A pattern over an
   * image has as many tokens as the image.
   */
  public static Work of(String pattern, int n, int heads, int threads) {
    boolean causal = BIDIRECTIONAL.stream().noneMatch(pattern::contains);
    Matcher image = IMAGE.matcher(pattern);
    int tokens =
        image.find()
            ? Math.multiplyExact(Integer.parseInt(image.group(1)), Integer.parseInt(image.group(2)))
            : n;
    return new Work(pattern, causal, tokens, heads, 64, threads, Precision.FLOAT32);
  }

  /** Whether the pattern lies over an image, which fixes its length. */
  static boolean overImage(String pattern) {
    return IMAGE.matcher(pattern).find();
  }

  /** The pattern over a square image of another size; any other pattern as it is. */
  static String overSquare(String pattern, int side) {
    return IMAGE.matcher(pattern).replaceFirst(" over " + side + "x" + side);
  }

  /** The same pattern on so few tokens and heads that the reference can judge it. */
  Work small() {
    return of(overSquare(pattern, CHECKED_SIDE), Math.min(n, CHECKED), 2, threads).in(precision);
  }

  /** The same in another precision. */
  Work in(Precision other) {
    return new Work(pattern, causal, n, heads, d, threads, other);
  }

  /** The parsed pattern. */
  public AttentionPattern parsed() {
    return AttentionPattern.parse(pattern);
  }

  /** The plan of the pattern's first layer. */
  public AttentionPlan plan() {
    return AttentionPlan.of(parsed(), 0, heads, heads, new Sequence(n, causal));
  }

  /** Bytes of the queries of all heads; keys, values and outputs hold as many each. */
  public long arrayBytes() {
    return (long) heads * n * d * Float.BYTES;
  }

  /** The words that {@link #fromWords} reads. */
  List<String> toWords() {
    return List.of(
        pattern,
        String.valueOf(causal),
        String.valueOf(n),
        String.valueOf(heads),
        String.valueOf(d),
        String.valueOf(threads),
        precision.toString());
  }

  static Work fromWords(List<String> words) {
    return new Work(
        words.get(0),
        Boolean.parseBoolean(words.get(1)),
        Integer.parseInt(words.get(2)),
        Integer.parseInt(words.get(3)),
        Integer.parseInt(words.get(4)),
        Integer.parseInt(words.get(5)),
        Precision.of(words.get(6)));
  }
}
