package org.longstride.kernels.bench;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/**
 * What a run needs beside inputs and outputs. The Java heap is counted by what all threads allocate
 * during the run, everything else by how much the process's resident high-water mark rises from
 * before the inputs were made. For this the heap must be touched in advance, so that it does not
 * rise by itself.
 *
 * @param beyondBytes allocated beyond inputs and outputs; -1: not measured, this system does not say
 * @param processBytes the process's high-water mark; -1: not measured
 */
record PeakMemory(long beyondBytes, long processBytes) {

  private static final Path STATUS = Path.of("/proc/self/status");

  /** Linux resets the high-water mark when a 5 is written here (proc(5)). */
  private static final Path RESET = Path.of("/proc/self/clear_refs");

  private static final double WARM_UP_SECONDS = 3;

  /** Measures one run, in a process that does nothing else. */
  static PeakMemory of(Work work, Supplier<Contestant> maker) {
    if (!Files.isWritable(RESET)) {
      return new PeakMemory(-1, -1);
    }
    // Before that, code is compiled, libraries are loaded and threads started by another of them.
    try (Contestant warm = maker.get()) {
      new Rounds(0, WARM_UP_SECONDS).measure(List.of(warm));
    }
    System.gc();
    try {
      Files.writeString(RESET, "5");
      long before = status("VmRSS");
      try (Contestant contestant = maker.get()) {
        long allocated = allocated();
        contestant.run();
        allocated = allocated() - allocated;
        long most = status("VmHWM");
        long rise = Math.max(0, most - before - contestant.nativeInputBytes());
        long outputs = contestant.keepsOutputs() ? 0 : work.arrayBytes();
        return new PeakMemory(Math.max(0, allocated + rise - outputs), most);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long status(String name) throws IOException {
    for (String line : Files.readAllLines(STATUS)) {
      if (line.startsWith(name + ":")) {
        return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
      }
    }
    throw new IOException(STATUS + " has no " + name);
  }

  private static long allocated() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long bytes = 0;
    for (long ofThread : threads.getThreadAllocatedBytes(threads.getAllThreadIds())) {
      bytes += Math.max(0, ofThread);
    }
    return bytes;
  }
}
