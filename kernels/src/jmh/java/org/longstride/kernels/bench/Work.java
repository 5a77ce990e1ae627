package org.longstride.kernels.bench;

import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
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

  private static final Pattern GRID = Pattern.compile(" over (\\d+(?:x\\d+)+)");
  private static final List<String> BIDIRECTIONAL = List.of("bigbird", "neighborhood");

  /** Tokens of an image or a volume on which an implementation is checked before it is timed. */
  private static final int CHECKED_OF_GRID = 1024;

  /**
   * A pattern at a length: bidirectional where its paper is, causal otherwise. A pattern over an
   * image or a volume has as many tokens as that.
   */
  public static Work of(String pattern, int n, int heads, int threads) {
    boolean causal = BIDIRECTIONAL.stream().noneMatch(pattern::contains);
    Matcher grid = GRID.matcher(pattern);
    int tokens =
        grid.find()
            ? sizes(grid).mapToInt(Integer::parseInt).reduce(1, Math::multiplyExact)
            : n;
    return new Work(pattern, causal, tokens, heads, 64, threads, Precision.FLOAT32);
  }

  private static Stream<String> sizes(Matcher grid) {
    return Stream.of(grid.group(1).split("x"));
  }

  /** Whether the pattern lies over an image or a volume, which fixes its length. */
  static boolean overGrid(String pattern) {
    return GRID.matcher(pattern).find();
  }

  /**
   * The pattern over an image, or a volume, that is as long along each axis and has about so many
   * tokens, at most; any other pattern as it is.
   */
  static String resized(String pattern, int tokens) {
    return GRID.matcher(pattern)
        .replaceFirst(
            grid -> {
              int axes = grid.group(1).split("x").length;
              int side = (int) Math.floor(Math.pow(tokens, 1.0 / axes) + 1e-9);
              return " over " + String.join("x", Collections.nCopies(axes, "" + side));
            });
  }

  /** The same pattern on so few tokens and heads that the reference can judge it. */
  Work small() {
    int tokens = Math.min(n, kind().checkedTokens());
    return of(resized(pattern, CHECKED_OF_GRID), tokens, 2, threads).in(precision);
  }

  /** The same in another precision. */
  Work in(Precision other) {
    return new Work(pattern, causal, n, heads, d, threads, other);
  }

  /** What kind of attention it is. */
  Kind kind() {
    return Kind.of(pattern);
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
