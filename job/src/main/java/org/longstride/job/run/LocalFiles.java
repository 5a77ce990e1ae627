package org.longstride.job.run;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;

/** Files and folders that are mapped into memory, and so have to be on this machine. */
final class LocalFiles {

  private LocalFiles() {}

  /**
   * Finds a file or folder of any Hadoop file system on this machine. One of the machine's own file
   * system stays where it is, there or not; another is copied.
   *
   * @param name its path; without a scheme it is on Hadoop's default file system
   * @throws IOException if it cannot be copied
   */
  static Path fetch(String name, Configuration hadoop) throws IOException {
    var path = new org.apache.hadoop.fs.Path(name);
    FileSystem fs = path.getFileSystem(hadoop);
    if (fs instanceof LocalFileSystem) {
      return Path.of(URI.create(fs.makeQualified(path).toUri().toString().replaceFirst("/$", "")));
    }
    Path copy = TemporaryFolders.create().resolve(path.getName());
    fs.copyToLocalFile(false, path, new org.apache.hadoop.fs.Path(copy.toUri()), true);
    if (!Files.exists(copy)) {
      throw new IOException(path + " could not be fetched");
    }
    return copy;
  }
}
