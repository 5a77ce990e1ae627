package org.longstride.job.corpus;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * A piece of a file that one task reads: the lines that start in {@code [start, end)}. Files that
 * are compressed, or that are one document, are one piece.
 *
 * @param file the file
 * @param start offset of the piece's first byte
 * @param end offset after its last
 */
record FileSplit(InputFile file, long start, long end) implements Serializable {

  private static final long BYTES = 32L << 20;

  /** The pieces of the files, spread over tasks. */
  static JavaRDD<FileSplit> of(JavaSparkContext spark, List<InputFile> files, boolean whole) {
    List<FileSplit> splits = new ArrayList<>();
    long bytes = 0;
    for (InputFile file : files) {
      bytes += file.length();
      long step =
          whole || Decompression.isCompressed(file.source()) ? Math.max(1, file.length()) : BYTES;
      long start = 0;
      do {
        splits.add(new FileSplit(file, start, Math.min(start + step, file.length())));
        start += step;
      } while (start < file.length());
    }
    long tasks = Math.max(4L * spark.defaultParallelism(), bytes / BYTES + 1);
    return spark.parallelize(splits, (int) Math.min(splits.size(), tasks));
  }

  /** Whether the piece is from the file's start to whatever its end is. */
  boolean isWhole() {
    return start == 0 && end == file.length();
  }

  /** The file's bytes from an offset on, decompressed where its name says so. */
  InputStream open(Configuration hadoop, long from) throws IOException {
    Path path = new Path(file.path());
    FSDataInputStream stored = path.getFileSystem(hadoop).open(path);
    stored.seek(from);
    return Decompression.open(stored, file.source());
  }
}
