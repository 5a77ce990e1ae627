package org.longstride.kernels.bench;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.longstride.kernels.attention.bf16.Precision;

/**
 * What the table shows.
 *
 * @param patterns the patterns; empty: those of the house
 * @param lengths tokens; empty: each pattern's own
 * @param threads how many threads, one part of the table for each
 * @param precision in which ours computes, beside float32
 * @param quick small and short: whether everything works, not how fast
 */
record BenchOptions(
    List<String> patterns,
    List<Integer> lengths,
    List<Integer> threads,
    Precision precision,
    boolean quick) {

  static final String USAGE =
      """
      bench-kernels [--quick] [--patterns P ...] [--lengths N ...] [--threads T ...]
                    [--precision bf16 | bf16-amx] [--pytorch]
        --quick       small sizes and few rounds: shows that everything works, not how fast
        --patterns    only these, such as "window(512)" "bigbird(64)" "routing(128)"; without
                      it, the table of the house, time per token at growing lengths, and planning
        --lengths     tokens; without it, 16384 (full: 8192)
        --threads     threads; without it, as many as there are processors
        --precision   bf16: beside ours in float32, ours with bfloat16 products; bf16-amx: with
                      the matrix tiles of processors that have them
        --pytorch     the same through PyTorch's C++ (downloaded by Maven: 300 MB)
        --jmh ARG ... JMH's own command line instead of the table: the kernels one by one
      """;

  static BenchOptions parse(String... arguments) {
    List<String> patterns = new ArrayList<>();
    List<Integer> lengths = new ArrayList<>();
    List<Integer> threads = new ArrayList<>();
    Precision precision = Precision.FLOAT32;
    boolean quick = false;
    Deque<String> rest = new ArrayDeque<>(List.of(arguments));
    while (!rest.isEmpty()) {
      String option = rest.pop();
      switch (option) {
        case "--quick" -> quick = true;
        case "--patterns" -> patterns.addAll(values(option, rest));
        case "--lengths" -> lengths.addAll(numbers(option, rest));
        case "--precision" -> precision = precision(values(option, rest));
        case "--threads" -> threads.addAll(numbers(option, rest));
        default -> throw new IllegalArgumentException("no option is called " + option);
      }
    }
    if (threads.isEmpty()) {
      threads.add(Runtime.getRuntime().availableProcessors());
    }
    return new BenchOptions(patterns, lengths, threads, precision, quick);
  }

  private static Precision precision(List<String> values) {
    if (values.size() > 1) {
      throw new IllegalArgumentException("--precision takes one value, not " + values);
    }
    Precision precision = Precision.of(values.get(0));
    try {
      precision.requireHardware();
    } catch (UnsupportedOperationException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
    return precision;
  }

  private static List<String> values(String option, Deque<String> rest) {
    List<String> values = new ArrayList<>();
    while (!rest.isEmpty() && !rest.peek().startsWith("--")) {
      values.add(rest.pop());
    }
    if (values.isEmpty()) {
      throw new IllegalArgumentException(option + " needs a value");
    }
    return values;
  }

  private static List<Integer> numbers(String option, Deque<String> rest) {
    List<Integer> numbers = new ArrayList<>();
    for (String value : values(option, rest)) {
      if (!value.matches("[1-9]\\d{0,8}")) {
        throw new IllegalArgumentException(
            option + " is " + value + ", must be a whole number of at least 1");
      }
      numbers.add(Integer.parseInt(value));
    }
    return numbers;
  }

  /** What is timed side by side on so many threads. */
  List<Work> sideBySide(int threads) {
    List<Work> works = new ArrayList<>();
    for (String pattern : patterns.isEmpty() ? Workloads.SIDE_BY_SIDE : patterns) {
      String timed = quick ? Work.resized(pattern, Workloads.QUICK_LENGTH) : pattern;
      if (!lengths.isEmpty() && !Work.overGrid(timed)) {
        lengths.forEach(n -> works.add(Work.of(timed, n, Workloads.HEADS, threads)));
      } else {
        works.add(Work.of(timed, Workloads.length(timed, quick), Workloads.HEADS, threads));
      }
    }
    works.replaceAll(work -> work.in(precision));
    return works;
  }
}
