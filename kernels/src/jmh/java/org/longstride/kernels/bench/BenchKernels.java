package org.longstride.kernels.bench;

import java.io.PrintStream;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The table of {@code scripts/bench-kernels}. */
public final class BenchKernels {

  private static final double MEGABYTE = 1 << 20;

  private final BenchOptions options;
  private final MeasuringProcess process;
  private final PrintStream out = System.out;

  private BenchKernels(BenchOptions options) {
    this.options = options;
    process = new MeasuringProcess(options.quick() ? new Rounds(3, 0.5) : new Rounds(7, 4));
  }

  /** Prints the table that the arguments ask for, or help; ends with status 2 if they make no sense. */
  public static void main(String[] arguments) {
    BenchOptions options;
    if (List.of(arguments).contains("--help")) {
      System.out.print(BenchOptions.USAGE);
      return;
    }
    try {
      options = BenchOptions.parse(arguments);
      options.sideBySide(1).forEach(work -> work.kind().check(work));
    } catch (IllegalArgumentException e) {
      System.err.println("bench-kernels: " + e.getMessage());
      System.err.print(BenchOptions.USAGE);
      System.exit(2);
      return;
    }
    new BenchKernels(options).run();
  }

  private void run() {
    out.println(LocalDate.now() + ", " + Machine.describe());
    for (int threads : options.threads()) {
      sideBySide(threads);
      if (options.patterns().isEmpty() && options.lengths().isEmpty()) {
        lengths(threads);
        planning(threads);
      }
    }
  }

  private void sideBySide(int threads) {
    out.println();
    out.println(
        "Side by side: medians of runs taken in turns; GFLOP/s on visible pairs (4 d a pair;"
            + " of performer, 8 d a feature and token; of routing, 2 d a token and centroid, too);"
            + " error: the largest difference from the double-precision reference, on 2 heads of n"
            + " up to 2048; of"
            + " sgemm: of OpenBLAS on 1024 x 1024 x 1024 in the same turns; MB: beyond inputs and"
            + " outputs, and the high-water mark of a process of its own. Sgemm, and rows copied"
            + " once: what as many products take at its speed, and then copies of queries, keys,"
            + " values and outputs. Stolen: what the machine's host took, as a part of the runs'"
            + " time; runs of which it took more than a twentieth were done again, three times at"
            + " most.");
    Table table =
        new Table(
            out,
            List.of(
                "pattern", "by", "n", "heads", "d", "threads", "ms", "spread", "stolen", "GFLOP/s",
                "of sgemm", "error", "MB", "process MB"),
            -30, -34, 8, 5, 3, 7, 9, 7, 7, 8, 8, 8, 7, 10);
    for (Work work : options.sideBySide(threads)) {
      sideBySide(work, table);
    }
  }

  private void sideBySide(Work work, Table table) {
    double flops = 0;
    double sgemm = 0;
    int contestant = 0;
    Map<String, String> errors = new HashMap<>();
    List<String> notes = new ArrayList<>();
    for (String[] line : process.run("sides", 0, List.of(work))) {
      switch (line[0]) {
        case "differs" -> errors.put(line[1], line[2]);
        case "flops" -> flops = Double.parseDouble(line[1]);
        case "product" -> {
          double speed = BlasSgemm.FLOPS / millis(line) / 1e6;
          sgemm = sgemm == 0 ? speed : sgemm;
          table.row(
              "", line[1], BlasSgemm.SIZE, "", "", work.threads(), millis(line), spread(line),
              stolen(line), speed, speed / sgemm, "", "", "");
        }
        case "copies" -> {
          double copies = millis(line) * 4 * work.arrayBytes() / MemoryCopy.BYTES;
          double millis = flops / sgemm / 1e6 + copies;
          double speed = flops / millis / 1e6;
          table.row(
              direction(work), "sgemm, and rows copied once", work.n(), work.heads(), work.d(),
              work.threads(), millis, "", "", speed, speed / sgemm, "", "", "");
        }
        case "times" -> {
          double speed = flops / millis(line) / 1e6;
          String[] memory = process.runAlone(contestant++, work).get(0);
          table.row(
              direction(work), line[1], work.n(), work.heads(), work.d(), work.threads(),
              millis(line), spread(line), stolen(line), speed, speed / sgemm,
              error(errors.get(line[1])), megabytes(memory[1]), megabytes(memory[2]));
        }
        default -> notes.add(String.join(" ", line));
      }
    }
    notes.forEach(note -> out.println("  " + note));
  }

  private static double millis(String... line) {
    return Double.parseDouble(line[2]);
  }

  private static String direction(Work work) {
    return work.pattern() + (work.causal() ? ", causal" : "");
  }

  /** From the shortest to the longest run, as a part of the median. */
  private static String spread(String[] line) {
    double width = Double.parseDouble(line[4]) - Double.parseDouble(line[3]);
    return Math.round(100 * width / millis(line)) + " %";
  }

  private static String stolen(String... line) {
    return Math.round(100 * Double.parseDouble(line[5])) + " %";
  }

  private static String error(String largest) {
    return String.format(Locale.ROOT, "%.1e", Double.parseDouble(largest));
  }

  private static Object megabytes(String bytes) {
    double size = Double.parseDouble(bytes);
    return size < 0 ? "?" : (Object) (size / MEGABYTE);
  }

  private void lengths(int threads) {
    out.println();
    out.println(
        "Time per token as the sequence grows, "
            + Workloads.HEADS_OF_LENGTHS
            + " heads (so that a million tokens fit into memory), lengths in turns.");
    Table table =
        new Table(
            out,
            List.of("pattern", "n", "heads", "d", "threads", "ms", "ns/token", "of shortest"),
            -36, 9, 5, 3, 7, 9, 9, 11);
    for (String pattern : Workloads.LENGTHS) {
      List<Work> works = Workloads.growing(pattern, threads, options.quick());
      List<String[]> lines = process.run("lengths", 0, works);
      for (int i = 0; i < works.size(); i++) {
        Work work = works.get(i);
        double millis = Double.parseDouble(lines.get(i)[1]);
        double ratio = Double.parseDouble(lines.get(i)[2]);
        table.row(
            direction(work), work.n(), work.heads(), work.d(), threads, millis,
            millis * 1e6 / work.n(), ratio * works.get(0).n() / work.n());
      }
    }
  }

  private void planning(int threads) {
    out.println();
    out.println(
        "Planning, which is part of a plan's first run and kept for later ones, up to 64 MB: its"
            + " thread time as a part of the first run's.");
    Table table =
        new Table(
            out,
            List.of(
                "pattern", "n", "heads", "threads", "planning ms", "later run ms", "share", "MB"),
            -36, 9, 5, 7, 11, 12, 7, 7);
    for (String pattern : Workloads.PLANNED) {
      Work work = Workloads.planned(pattern, threads, options.quick());
      List<String[]> lines = process.run("planning", 0, List.of(work));
      double planning = Double.parseDouble(lines.get(0)[2]);
      double run = Double.parseDouble(lines.get(1)[2]);
      table.row(
          direction(work), work.n(), work.heads(), threads, planning, run,
          String.format("%.2f %%", 100 * planning / (planning + run * threads)),
          megabytes(lines.get(2)[1]));
    }
  }
}
