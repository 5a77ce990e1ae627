package org.longstride.job.corpus;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Reads lines as bytes, and says where each starts. A line ends with a line feed, which is not part
 * of it, nor is a carriage return before it; the last line need not end. A byte order mark at the
 * start of the file is passed over.
 *
 * <p>A line above the limit is read to its end but not kept: memory is bounded whatever the file.
 */
final class ByteLines implements Closeable {

  /** The most bytes that a document may have: what fits a Java array with room to decode. */
  static final int MAX_BYTES = 1 << 28;

  /**
   * A line.
   *
   * @param start offset of its first byte in the file, after decompression
   * @param length how many bytes it has
   * @param bytes its bytes; null where they are above the limit
   */
  record Line(long start, long length, byte[] bytes) {}

  private final InputStream in;
  private final int maxBytes;
  private final byte[] buffer = new byte[1 << 16];
  private int next;
  private int end;
  private long position;

  /**
   * @param in where the bytes come from
   * @param position offset of its next byte in the file
   */
  ByteLines(InputStream in, long position) {
    this(in, position, MAX_BYTES);
  }

  ByteLines(InputStream in, long position, int maxBytes) {
    this.in = in;
    this.position = position;
    this.maxBytes = maxBytes;
  }

  /** Offset of the next line's first byte in the file. */
  long position() {
    return position;
  }

  /** Passes over everything up to and with the next line feed. */
  void skipLine() throws IOException {
    while (fill()) {
      if (buffer[next++] == '\n') {
        position++;
        return;
      }
      position++;
    }
  }

  /**
   * The next line, or null after the last. Where reading fails, {@link #position()} still is the
   * start of the line that could not be read.
   */
  Line next() throws IOException {
    long start = position;
    long read = 0;
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    boolean ended = false;
    while (!ended && fill()) {
      int from = next;
      while (next < end && buffer[next] != '\n') {
        next++;
      }
      int run = next - from;
      ended = next < end;
      if (ended) {
        next++;
      }
      if (read + run <= maxBytes) {
        line.write(buffer, from, run);
      } else {
        line = new ByteArrayOutputStream();
      }
      read += run;
    }
    if (read == 0 && !ended) {
      return null;
    }
    position = start + read + (ended ? 1 : 0);
    return read > maxBytes ? new Line(start, read, null) : trimmed(start, line.toByteArray());
  }

  private static Line trimmed(long start, byte[] bytes) {
    int from = start == 0 && startsWithByteOrderMark(bytes) ? 3 : 0;
    int to =
        bytes.length > from && bytes[bytes.length - 1] == '\r' ? bytes.length - 1 : bytes.length;
    byte[] content = from == 0 && to == bytes.length ? bytes : Arrays.copyOfRange(bytes, from, to);
    return new Line(start, content.length, content);
  }

  static boolean startsWithByteOrderMark(byte[] bytes) {
    return bytes.length >= 3
        && bytes[0] == (byte) 0xef
        && bytes[1] == (byte) 0xbb
        && bytes[2] == (byte) 0xbf;
  }

  private boolean fill() throws IOException {
    if (next < end) {
      return true;
    }
    next = 0;
    end = Math.max(0, in.read(buffer));
    return end > 0;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
