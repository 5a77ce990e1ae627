package org.longstride.job.corpus;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.longstride.job.UsageException;

/**
 * The files of the input, each once, in the order of their names. Folders are read with all below
 * them; names that begin with a dot or an underscore are passed over, as Spark does.
 *
 * <p>The root is the folder that was given, the folder of the file that was given, or, where there
 * are several inputs, the deepest folder above them all; a glob stands for the folder before its
 * first special character. Sources are relative to it, so that a corpus keeps its ids when it is
 * moved as a whole.
 *
 * @param files at least one
 * @param root a folder above all files, fully qualified
 */
record InputFiles(List<InputFile> files, String root) {

  private static final Pattern GLOB = Pattern.compile("[*?\\[{]");

  static InputFiles list(List<String> inputs, Configuration hadoop) {
    TreeMap<String, FileStatus> found = new TreeMap<>();
    Path root = null;
    for (String input : inputs) {
      try {
        FileSystem fs = new Path(input).getFileSystem(hadoop);
        Path folder = collect(fs, fs.makeQualified(new Path(input)), found);
        root = root == null ? folder : commonParent(root, folder);
      } catch (IOException | IllegalArgumentException e) {
        throw new UsageException("--input " + input + " cannot be read: " + e.getMessage(), e);
      }
    }
    if (found.isEmpty()) {
      throw new UsageException("--input " + String.join(", ", inputs) + ": there are no files");
    }
    List<InputFile> files = new ArrayList<>();
    for (FileStatus status : found.values()) {
      Path path = status.getPath();
      files.add(new InputFile(path.toString(), relative(path, root), status.getLen()));
    }
    return new InputFiles(List.copyOf(files), root.toString());
  }

  /** The path relative to the root, decoded. */
  static String relative(Path path, Path root) {
    return root.toUri().relativize(path.toUri()).getPath();
  }

  /** Adds the files of one input and returns its root. */
  private static Path collect(FileSystem fs, Path input, TreeMap<String, FileStatus> found)
      throws IOException {
    // A name that exists is that name, whatever special characters it has.
    if (fs.exists(input)) {
      FileStatus status = fs.getFileStatus(input);
      walk(fs, status, found);
      return status.isDirectory() ? status.getPath() : status.getPath().getParent();
    }
    FileStatus[] matches = fs.globStatus(input);
    if (matches == null || matches.length == 0) {
      throw new FileNotFoundException("no such file or folder");
    }
    for (FileStatus match : matches) {
      walk(fs, match, found);
    }
    return beforeGlob(input);
  }

  private static void walk(FileSystem fs, FileStatus status, TreeMap<String, FileStatus> found)
      throws IOException {
    if (status.isFile()) {
      found.put(status.getPath().toString(), status);
      return;
    }
    for (FileStatus child : fs.listStatus(status.getPath())) {
      String name = child.getPath().getName();
      if (!name.startsWith("_") && !name.startsWith(".")) {
        walk(fs, child, found);
      }
    }
  }

  private static Path beforeGlob(Path path) {
    Path folder = path;
    for (Path at = path; !at.isRoot(); at = at.getParent()) {
      if (GLOB.matcher(at.getName()).find()) {
        folder = at.getParent();
      }
    }
    return folder;
  }

  private static Path commonParent(Path a, Path b) {
    Path ancestor = a;
    while (!isAbove(ancestor, b)) {
      if (ancestor.isRoot()) {
        throw new UsageException(
            "--input " + a + " and " + b + " are on different file systems; score them one by one");
      }
      ancestor = ancestor.getParent();
    }
    return ancestor;
  }

  private static boolean isAbove(Path ancestor, Path path) {
    for (Path at = path; at != null; at = at.getParent()) {
      if (at.equals(ancestor)) {
        return true;
      }
    }
    return false;
  }
}
