package org.longstride.job.run;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.util.ShutdownHookManager;
import org.longstride.job.UsageException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The output of a run. Everything is written to a hidden folder beside it, which takes its name at
 * the very end: there is never half an output, and an older one stays whole until then.
 */
final class OutputFolder implements AutoCloseable {

  /** The file that makes a folder one of ours. */
  static final String RECORD = "run.json";

  private static final Logger LOG = LoggerFactory.getLogger(OutputFolder.class);

  /** After Spark has stopped, before file systems close. */
  private static final int SHUTDOWN_PRIORITY = FileSystem.SHUTDOWN_HOOK_PRIORITY + 5;

  private final FileSystem fs;
  private final Path output;
  private final Path staging;
  private final Runnable atShutdown = this::discard;

  private OutputFolder(FileSystem fs, Path output, Path staging) {
    this.fs = fs;
    this.output = output;
    this.staging = staging;
  }

  /**
   * Makes room for a run.
   *
   * @throws UsageException where the output exists and may not be replaced
   */
  static OutputFolder prepare(String name, boolean overwrite, String runId, Configuration hadoop) {
    try {
      Path path = new Path(name);
      FileSystem fs = path.getFileSystem(hadoop);
      Path output = fs.makeQualified(path);
      if (output.isRoot()) {
        throw new UsageException("--output " + name + " is the root; give a folder below it");
      }
      refuse(fs, output, overwrite);
      Path staging = new Path(output.getParent(), "." + output.getName() + ".longstride-" + runId);
      OutputFolder folder = new OutputFolder(fs, output, staging);
      if (!fs.mkdirs(staging)) {
        throw new IOException("no folder can be made beside it");
      }
      ShutdownHookManager.get().addShutdownHook(folder.atShutdown, SHUTDOWN_PRIORITY);
      return folder;
    } catch (IOException | IllegalArgumentException e) {
      throw new UsageException("--output " + name + ": " + e.getMessage(), e);
    }
  }

  private static void refuse(FileSystem fs, Path output, boolean overwrite) throws IOException {
    if (!fs.exists(output)) {
      return;
    }
    if (fs.getFileStatus(output).isFile()) {
      throw new UsageException("--output " + output + " is a file; give a folder");
    }
    boolean empty = fs.listStatus(output).length == 0;
    if (!empty && !overwrite) {
      throw new UsageException(
          "--output " + output + " exists; give another folder, or --overwrite to replace it");
    }
    if (!empty && !fs.exists(new Path(output, RECORD))) {
      throw new UsageException(
          "--output "
              + output
              + " holds something other than an output of longstride (there is no "
              + RECORD
              + "), which --overwrite does not replace");
    }
  }

  /** A folder to write to. */
  String path(String child) {
    return new Path(staging, child).toString();
  }

  /** Writes a small file. */
  void write(String child, byte[] content) throws IOException {
    try (var out = fs.create(new Path(staging, child))) {
      out.write(content);
    }
  }

  /** Gives the output its name. An older one is put aside first and deleted last. */
  void publish() throws IOException {
    Path old = new Path(staging.getParent(), staging.getName() + "-replaced");
    boolean replaces = fs.exists(output);
    if (replaces) {
      rename(output, old);
    }
    try {
      rename(staging, output);
    } catch (IOException e) {
      if (replaces) {
        rename(old, output);
      }
      throw e;
    }
    if (replaces) {
      fs.delete(old, true);
    }
  }

  private void rename(Path from, Path to) throws IOException {
    if (!fs.rename(from, to)) {
      throw new IOException(from + " cannot be renamed to " + to);
    }
  }

  /** Removes whatever was not published. */
  @Override
  public void close() {
    ShutdownHookManager.get().removeShutdownHook(atShutdown);
    discard();
  }

  private void discard() {
    try {
      fs.delete(staging, true);
    } catch (IOException e) {
      LOG.warn("{} could not be deleted: {}", staging, e.getMessage());
    }
  }

  @Override
  public String toString() {
    return output.toString();
  }
}
