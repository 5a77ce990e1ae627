package org.longstride.job.corpus;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.hadoop.conf.Configuration;
import org.longstride.job.corpus.ByteLines.Line;

/**
 * The lines of a piece of a file, and, where the file turns out to be damaged, a last entry that
 * says so. A failure of the file system is thrown, for the task to be tried again.
 */
final class SplitLines implements Iterator<SplitLines.Entry> {

  /**
   * A line, or what keeps the rest of the file from being read.
   *
   * @param place where the line starts
   * @param line null where it cannot be read
   * @param damage null where it can
   */
  record Entry(Place place, Line line, String damage) {}

  private final FileSplit split;
  private final long end;
  private ByteLines lines;
  private Entry next;

  SplitLines(FileSplit split, Configuration hadoop) {
    this.split = split;
    this.end = split.isWhole() ? Long.MAX_VALUE : split.end();
    try {
      // One byte earlier: where that is a line feed, the piece starts with a line of its own.
      long from = Math.max(0, split.start() - 1);
      lines = new ByteLines(split.open(hadoop, from), from);
      if (split.start() > 0) {
        lines.skipLine();
      }
    } catch (CorruptStreamException e) {
      next = damaged(0, e);
    } catch (IOException e) {
      throw failure(e);
    }
    if (next == null) {
      advance();
    }
  }

  @Override
  public boolean hasNext() {
    return next != null;
  }

  @Override
  public Entry next() {
    if (next == null) {
      throw new NoSuchElementException();
    }
    Entry entry = next;
    if (entry.damage() != null) {
      next = null;
      close();
    } else {
      advance();
    }
    return entry;
  }

  private void advance() {
    next = null;
    try {
      Line line = lines.position() < end ? lines.next() : null;
      if (line == null) {
        close();
      } else {
        next = new Entry(place(line.start()), line, null);
      }
    } catch (CorruptStreamException e) {
      next = damaged(lines.position(), e);
    } catch (IOException e) {
      throw failure(e);
    }
  }

  private Entry damaged(long position, CorruptStreamException e) {
    String message = e.getMessage() + "; whatever follows in the file is lost";
    return new Entry(place(position), null, message);
  }

  private Place place(long position) {
    return new Place(split.file().source(), "byte", position);
  }

  private void close() {
    try {
      if (lines != null) {
        lines.close();
      }
    } catch (IOException e) {
      throw failure(e);
    }
  }

  private UncheckedIOException failure(IOException e) {
    return new UncheckedIOException(split.file().path() + ": " + e.getMessage(), e);
  }
}
