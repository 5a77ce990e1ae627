package org.longstride.job.report;

import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.longstride.job.run.RunListener;

/**
 * Shows how a run goes: on a terminal in one line that is written over, elsewhere in a line now and
 * then.
 */
public final class ProgressLine implements RunListener, AutoCloseable {

  private static final long TERMINAL_MILLIS = 500;
  private static final long LOG_MILLIS = 10_000;
  private static final String CLEAR_LINE = "\r\u001b[K";

  private final PrintStream out;
  private final boolean terminal;
  private final long start = System.nanoTime();
  private ScheduledExecutorService timer;
  private Runnable show = () -> {};

  /**
   * @param out where to write
   * @param terminal whether lines can be written over there
   */
  public ProgressLine(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  @Override
  public void stage(String what) {
    print(what + " ...");
  }

  @Override
  public synchronized void scoring(long documents, int batches, Progress progress) {
    print(
        "scoring %s documents in %s batches ..."
            .formatted(Figures.whole(documents), Figures.whole(batches)));
    long begin = System.nanoTime();
    show = () -> print(line(documents, progress.now(), (System.nanoTime() - begin) / 1e9));
    long period = terminal ? TERMINAL_MILLIS : LOG_MILLIS;
    timer =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "progress");
              thread.setDaemon(true);
              return thread;
            });
    timer.scheduleAtFixedRate(() -> show.run(), period, period, TimeUnit.MILLISECONDS);
  }

  @Override
  public synchronized void scored() {
    if (timer != null) {
      timer.shutdownNow();
      timer = null;
      show.run();
      if (terminal) {
        out.println();
      }
    }
  }

  /** Stops writing, and leaves the line. */
  @Override
  public synchronized void close() {
    if (timer != null) {
      timer.shutdownNow();
      timer = null;
    }
    if (terminal) {
      out.print(CLEAR_LINE);
      out.flush();
    }
  }

  static String line(long documents, RunListener.Snapshot now, double seconds) {
    String rate = seconds > 0 ? Figures.whole(Math.round(now.tokens() / seconds)) : "-";
    String left = "-";
    if (now.fraction() > 0) {
      double remaining = seconds * (1 - now.fraction()) / now.fraction();
      left = Figures.time(Duration.ofSeconds(Math.round(remaining)));
    }
    return "%s of %s documents (%.0f%%), %s tokens, %s tokens/s, %s left"
        .formatted(
            Figures.whole(now.documents()),
            Figures.whole(documents),
            100 * now.fraction(),
            Figures.whole(now.tokens()),
            rate,
            left);
  }

  private synchronized void print(String line) {
    if (terminal) {
      out.print(CLEAR_LINE + line);
      out.flush();
    } else {
      Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
      out.println("[" + Figures.time(elapsed) + "] " + line);
    }
  }
}
