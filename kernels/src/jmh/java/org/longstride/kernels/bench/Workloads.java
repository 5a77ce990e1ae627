package org.longstride.kernels.bench;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What the table shows when nothing else is asked for. */
final class Workloads {

  /** Heads of 64 features, as in most models of this size. */
  static final int HEADS = 12;

  /**
   * Heads at which lengths are compared: so few that a million tokens fit into 8 GB, so many that
   * the shortest sequence does not fit into a processor's caches (64 MB), where no longer one can
   * follow it.
   */
  static final int HEADS_OF_LENGTHS = 4;

  /** Patterns of which it is shown how long planning takes. */
  static final List<String> PLANNED =
      List.of(
          "full",
          "window(512)",
          "stride(128)",
          "fixed(128, 8)",
          "bigbird(64)",
          "neighborhood(7x7 over 128x128)");

  /** What is timed side by side with whoever else can do it. */
  static final List<String> SIDE_BY_SIDE =
      Stream.concat(PLANNED.stream(), Stream.of("performer(256)", "routing(128)")).toList();

  /** Attentions whose work for a token does not grow with the sequence. */
  static final List<String> LENGTHS =
      List.of(
          "window(512)",
          "window(512, dilation=4)",
          "block(512)",
          "window(512) + global(0..63)",
          "bigbird(64)",
          "neighborhood(512)",
          "neighborhood(7x7 over 128x128)",
          "performer(256)");

  static final int QUICK_LENGTH = 2048;
  private static final int LENGTH = 1 << 14;
  private static final int LENGTH_OF_FULL = 1 << 13;
  private static final int LENGTH_OF_PLANNING = 1 << 16;

  private Workloads() {}

  static int length(String pattern, boolean quick) {
    return quick ? QUICK_LENGTH : pattern.equals("full") ? LENGTH_OF_FULL : LENGTH;
  }

  /** A pattern at lengths that grow by four, images with it: 16K to 1M tokens. */
  static List<Work> growing(String pattern, int threads, boolean quick) {
    int shortest = quick ? 32 : 128;
    return IntStream.range(0, quick ? 2 : 4)
        .map(i -> shortest << i)
        .mapToObj(
            side ->
                Work.of(
                    Work.resized(pattern, side * side), side * side, HEADS_OF_LENGTHS, threads))
        .toList();
  }

  /** A pattern at the length at which planning is judged. */
  static Work planned(String pattern, int threads, boolean quick) {
    int n = quick ? QUICK_LENGTH : LENGTH_OF_PLANNING;
    return Work.of(Work.resized(pattern, n), n, HEADS, threads);
  }
}
